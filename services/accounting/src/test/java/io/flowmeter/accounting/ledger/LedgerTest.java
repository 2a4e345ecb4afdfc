package io.flowmeter.accounting.ledger;

import static io.flowmeter.accounting.ledger.Moments.day;
import static io.flowmeter.accounting.ledger.Moments.granted;
import static io.flowmeter.accounting.ledger.Moments.id;
import static io.flowmeter.accounting.ledger.Moments.on;
import static io.flowmeter.accounting.ledger.Moments.used;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LedgerTest {

  @Test
  void nobody_starts_with_credits() {
    assertThat(Ledger.EMPTY.balanceAt(day(0))).isZero();
  }

  @Test
  void a_use_lowers_the_balance_by_what_it_cost() {
    Ledger ledger = fold(10, granted(0, 1, 100), used(1, 2, 30));

    assertThat(ledger.balanceAt(day(10))).isEqualTo(70);
    assertThat(ledger.spent()).isEqualTo(Credits.of(30));
  }

  @Test
  void a_lower_priority_is_drawn_first_even_if_it_expires_later() {
    Ledger ledger = fold(3, granted(0, 1, 10, 5), granted(granted(0, 2, 10), 1), used(1, 3, 4));

    assertThat(remaining(ledger, 1)).isEqualTo(10);
    assertThat(remaining(ledger, 2)).isEqualTo(6);
  }

  @Test
  void the_soonest_expiry_is_drawn_first_and_no_expiry_last() {
    Ledger ledger =
        fold(3, granted(0, 1, 10), granted(0, 2, 10, 9), granted(0, 3, 10, 8), used(1, 4, 15));

    assertThat(remaining(ledger, 1)).isEqualTo(10);
    assertThat(remaining(ledger, 2)).isEqualTo(5);
    assertThat(remaining(ledger, 3)).isZero();
  }

  @Test
  void of_equal_expiries_the_oldest_grant_is_drawn_first() {
    Ledger ledger = fold(3, granted(0, 2, 10), granted(1, 1, 10), used(2, 3, 4));

    assertThat(remaining(ledger, 2)).isEqualTo(6);
    assertThat(remaining(ledger, 1)).isEqualTo(10);
  }

  @ParameterizedTest(name = "used on day {0}: balance {1}, debt {2}")
  @CsvSource({"4, 6, 0", "5, -4, 4", "6, -4, 4"})
  void a_grant_of_five_days_can_be_used_until_the_moment_of_its_expiry(
      int dayOfUse, long balanceThen, long debt) {
    Ledger ledger = fold(dayOfUse, granted(0, 1, 10, 5), used(dayOfUse, 2, 4));

    assertThat(ledger.balanceAt(day(dayOfUse))).isEqualTo(balanceThen);
    assertThat(ledger.debt()).isEqualTo(Credits.of(debt));
  }

  @Test
  void what_expired_no_longer_counts_although_nobody_has_booked_it_yet() {
    Ledger ledger = Ledger.EMPTY.apply(granted(0, 1, 10, 5));

    assertThat(ledger.balanceAt(day(4))).isEqualTo(10);
    assertThat(ledger.balanceAt(day(5))).isZero();
  }

  @Test
  void a_shortage_becomes_debt() {
    Ledger ledger = fold(5, granted(0, 1, 10), used(1, 2, 13));

    assertThat(ledger.balanceAt(day(5))).isEqualTo(-3);
    assertThat(ledger.debt()).isEqualTo(Credits.of(3));
  }

  @ParameterizedTest(name = "granted {0}: {1} remain, {2} still owed")
  @CsvSource({"2, 0, 1", "3, 0, 0", "5, 2, 0"})
  void the_next_allocation_pays_the_debt_first(long granted, long remaining, long owed) {
    Ledger ledger = fold(5, used(1, 1, 3), granted(2, 2, granted));

    assertThat(remaining(ledger, 2)).isEqualTo(remaining);
    assertThat(ledger.debt()).isEqualTo(Credits.of(owed));
  }

  @Test
  void a_grant_that_is_over_when_given_pays_nothing() {
    Ledger ledger = fold(5, used(1, 1, 3), granted(2, 2, 10, 0));

    assertThat(ledger.debt()).isEqualTo(Credits.of(3));
    assertThat(ledger.balanceAt(day(5))).isEqualTo(-3);
  }

  @Test
  void duplicates_and_order_of_arrival_change_nothing() {
    List<Fact> facts =
        List.of(used(3, 3, 4), granted(0, 1, 10, 2), granted(1, 2, 10), used(3, 3, 4));

    assertThat(Ledger.fold(facts, day(9)))
        .isEqualTo(fold(9, granted(0, 1, 10, 2), granted(1, 2, 10), used(3, 3, 4)));
  }

  @Test
  void facts_of_one_moment_are_ordered_by_the_bytes_of_their_ids() {
    Position small = on(1, 1);
    Position large = on(1, -1); // ffff...: the larger one, although negative as a number

    assertThat(large).isGreaterThan(small);
  }

  @Test
  void a_late_fact_is_not_applied_on_top() {
    Ledger ledger = fold(5, granted(2, 1, 10));

    assertThat(ledger.isLate(used(1, 2, 1))).isTrue();
    assertThatThrownBy(() -> ledger.apply(used(1, 2, 1))).hasMessageContaining("late");
  }

  @Test
  void more_than_64_bits_of_credits_are_refused_rather_than_wrapped() {
    Ledger ledger = fold(1, used(0, 1, Long.MAX_VALUE));

    assertThatThrownBy(() -> ledger.apply(used(2, 2, 1))).isInstanceOf(ArithmeticException.class);
    assertThatThrownBy(() -> Credits.of(-1)).isInstanceOf(IllegalArgumentException.class);
  }

  private static Ledger fold(int asOfDay, Fact... facts) {
    return Ledger.fold(List.of(facts), day(asOfDay));
  }

  private static long remaining(Ledger ledger, long grant) {
    return ledger.grants().stream()
        .filter(candidate -> candidate.allocationId().equals(id(grant)))
        .mapToLong(candidate -> candidate.remaining().amount())
        .sum();
  }
}
