package io.flowmeter.accounting.statistics;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Days of UTC, both included; null is without end. */
record Days(@Nullable LocalDate first, @Nullable LocalDate last) {

  LocalDate from() {
    return first == null ? LocalDate.of(1, 1, 1) : first;
  }

  LocalDate to() {
    return last == null ? LocalDate.of(9999, 12, 31) : last;
  }

  /** Spans of one kind that start between two days, both included. */
  record Part(Span span, LocalDate first, LocalDate last) {}

  /** The fewest spans that are these days: whole months, and the days left at both ends. */
  List<Part> parts() {
    if (first == null && last == null) {
      return List.of(new Part(Span.EVER, LocalDate.EPOCH, LocalDate.EPOCH));
    }
    LocalDate months = Span.MONTH.startOf(from().plusMonths(1).minusDays(1));
    LocalDate rest = Span.MONTH.startOf(to().plusDays(1));
    if (!months.isBefore(rest)) return List.of(new Part(Span.DAY, from(), to()));
    List<Part> parts = new ArrayList<>();
    if (from().isBefore(months)) parts.add(new Part(Span.DAY, from(), months.minusDays(1)));
    parts.add(new Part(Span.MONTH, months, rest.minusMonths(1)));
    if (!rest.isAfter(to())) parts.add(new Part(Span.DAY, rest, to()));
    return parts;
  }
}
