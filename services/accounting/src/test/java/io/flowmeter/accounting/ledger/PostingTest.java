package io.flowmeter.accounting.ledger;

import static io.flowmeter.accounting.ledger.Moments.adjusted;
import static io.flowmeter.accounting.ledger.Moments.day;
import static io.flowmeter.accounting.ledger.Moments.granted;
import static io.flowmeter.accounting.ledger.Moments.id;
import static io.flowmeter.accounting.ledger.Moments.used;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class PostingTest {

  @Test
  void an_allocation_moves_credits_from_granted_to_credit() {
    Posting posting = post(Ledger.EMPTY, granted(0, 1, 10));

    assertThat(posting.bookings())
        .containsExactly(
            new Booking(
                id(1),
                Booking.Kind.ALLOCATION,
                day(0),
                List.of(
                    new Entry(Account.GRANTED, id(1), -10), new Entry(Account.CREDIT, id(1), 10))));
  }

  @Test
  void a_use_beyond_the_credits_is_spent_from_credit_and_debt() {
    Ledger before = post(Ledger.EMPTY, granted(0, 1, 10)).after();

    Posting posting = post(before, used(1, 2, 13));

    assertThat(posting.bookings().getFirst().entries())
        .containsExactlyInAnyOrder(
            new Entry(Account.SPENT, null, 13),
            new Entry(Account.CREDIT, id(1), -10),
            new Entry(Account.DEBT, null, -3));
  }

  @Test
  void an_allocation_that_pays_a_debt_books_both() {
    Ledger before = post(Ledger.EMPTY, used(0, 1, 3)).after();

    Posting posting = post(before, granted(1, 2, 10));

    assertThat(posting.bookings().getFirst().entries())
        .containsExactlyInAnyOrder(
            new Entry(Account.GRANTED, id(2), -10),
            new Entry(Account.CREDIT, id(2), 7),
            new Entry(Account.DEBT, null, 3));
  }

  @Test
  void what_expired_before_a_fact_is_booked_before_it() {
    Ledger before = post(Ledger.EMPTY, granted(0, 1, 10, 2), granted(0, 2, 10)).after();

    Posting posting = post(before, used(5, 3, 1));

    assertThat(posting.bookings())
        .extracting(Booking::kind)
        .containsExactly(Booking.Kind.EXPIRY, Booking.Kind.USAGE);
  }

  @Test
  void a_removal_moves_credits_from_credit_to_removed() {
    Ledger before = post(Ledger.EMPTY, granted(0, 1, 10)).after();

    Posting posting = post(before, adjusted(1, 2, -4));

    assertThat(posting.bookings())
        .containsExactly(
            new Booking(
                id(2),
                Booking.Kind.ADJUSTMENT,
                day(1),
                List.of(
                    new Entry(Account.CREDIT, id(1), -4), new Entry(Account.REMOVED, null, 4))));
  }

  @Test
  void a_raise_is_a_grant_of_the_adjustments_id_and_pays_a_debt_first() {
    Ledger before = post(Ledger.EMPTY, used(0, 1, 3)).after();

    Posting posting = post(before, adjusted(1, 2, 10));

    assertThat(posting.bookings().getFirst().entries())
        .containsExactlyInAnyOrder(
            new Entry(Account.GRANTED, id(2), -10),
            new Entry(Account.CREDIT, id(2), 7),
            new Entry(Account.DEBT, null, 3));
  }

  @Test
  void a_use_that_comes_to_light_after_a_removal_is_owed() {
    Fact grant = granted(0, 1, 10);
    Fact removal = adjusted(3, 2, -10);
    Ledger before = post(Ledger.EMPTY, grant, removal).after();

    Posting posting =
        Posting.post(
            before, List.of(used(1, 3, 4)), History.of(List.of(grant, removal)), UUID::randomUUID);

    assertThat(posting.after().balanceAt(day(3))).isEqualTo(-4);
    assertThat(posting.after().removed()).isEqualTo(Credits.of(10));
  }

  @Test
  void a_free_completion_books_nothing() {
    assertThat(post(Ledger.EMPTY, used(0, 1, 0)).bookings()).isEmpty();
  }

  @Test
  void a_late_use_takes_from_the_grant_that_was_open_then() {
    Fact grant = granted(0, 1, 10, 2);
    Fact later = granted(3, 2, 10);
    Ledger before = post(Ledger.EMPTY, grant, later).after();

    Posting posting =
        Posting.post(
            before, List.of(used(1, 3, 4)), History.of(List.of(grant, later)), UUID::randomUUID);

    assertThat(posting.after().balanceAt(day(3))).isEqualTo(10);
    assertThat(posting.bookings())
        .containsExactly(
            new Booking(
                id(3),
                Booking.Kind.CORRECTION,
                day(1),
                List.of(new Entry(Account.EXPIRED, id(1), -4), new Entry(Account.SPENT, null, 4))));
  }

  @Test
  void a_late_fact_after_a_booked_expiry_keeps_the_moment_up_to_which_was_booked() {
    Fact grant = granted(0, 1, 10, 2);
    Ledger swept = post(Ledger.EMPTY, grant).expire(day(7), UUID::randomUUID).after();

    Posting posting =
        Posting.post(swept, List.of(used(1, 3, 4)), History.of(List.of(grant)), UUID::randomUUID);

    assertThat(posting.after().upTo()).isEqualTo(swept.upTo());
    assertThat(posting.after()).isEqualTo(Ledger.fold(List.of(grant, used(1, 3, 4)), day(7)));
  }

  @Test
  void a_booking_that_does_not_sum_to_zero_cannot_exist() {
    assertThatThrownBy(
            () ->
                new Booking(
                    id(1), Booking.Kind.USAGE, day(0), List.of(new Entry(Account.SPENT, null, 1))))
        .hasMessageContaining("sums to 1");
  }

  private static Posting post(Ledger before, Fact... facts) {
    return Posting.post(before, List.of(facts), History.of(List.of()), UUID::randomUUID);
  }
}
