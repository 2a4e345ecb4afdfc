package io.flowmeter.accounting.statistics;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DaysTest {
  private static final LocalDate NEW_YEAR = LocalDate.parse("2028-01-01");
  private static final int LEAP_YEAR_DAYS = 366;

  @Test
  void the_parts_of_a_range_are_all_of_its_days_and_each_once() {
    for (int first = 0; first < LEAP_YEAR_DAYS; first++) {
      for (int last = first; last < LEAP_YEAR_DAYS; last += 7) {
        LocalDate from = NEW_YEAR.plusDays(first);
        LocalDate to = NEW_YEAR.plusDays(last);
        assertThat(new Days(from, to).parts().stream().flatMap(DaysTest::days))
            .containsExactlyElementsOf(from.datesUntil(to.plusDays(1)).toList());
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "2028-02-01, 2028-02-29, MONTH",
    "2028-02-01, 2028-02-28, DAY",
    "2028-02-02, 2028-03-30, DAY",
    "2027-12-31, 2028-02-01, DAY MONTH DAY",
    "2027-12-01, 2028-02-01, MONTH DAY",
    "2027-12-31, 2028-12-31, DAY MONTH"
  })
  void days_are_left_only_at_the_ends_of_whole_months(LocalDate from, LocalDate to, String spans) {
    assertThat(new Days(from, to).parts().stream().map(part -> part.span().name()))
        .containsExactly(spans.split(" "));
  }

  @Test
  void all_of_time_is_one_part_and_a_range_without_an_end_is_few() {
    assertThat(new Days(null, null).parts())
        .containsExactly(new Days.Part(Span.EVER, LocalDate.EPOCH, LocalDate.EPOCH));
    for (Days days : List.of(new Days(NEW_YEAR, null), new Days(null, NEW_YEAR))) {
      assertThat(days.parts()).hasSizeLessThanOrEqualTo(2);
    }
  }

  private static Stream<LocalDate> days(Days.Part part) {
    if (part.span() == Span.DAY) return part.first().datesUntil(part.last().plusDays(1));
    return part.first().datesUntil(part.last().plusMonths(1));
  }
}
