package io.flowmeter.accounting.statistics;

import java.time.LocalDate;

/** What a sum is kept of. */
enum Span {
  DAY("day"),
  MONTH("month"),
  EVER("ever");

  private final String column;

  Span(String column) {
    this.column = column;
  }

  String column() {
    return column;
  }

  /** The first day of the one that a day is in. */
  LocalDate startOf(LocalDate day) {
    return switch (this) {
      case DAY -> day;
      case MONTH -> day.withDayOfMonth(1);
      case EVER -> LocalDate.EPOCH;
    };
  }
}
