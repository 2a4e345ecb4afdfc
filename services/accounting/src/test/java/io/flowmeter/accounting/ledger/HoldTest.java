package io.flowmeter.accounting.ledger;

import static io.flowmeter.accounting.ledger.Moments.day;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HoldTest {

  private final Hold open = Hold.open(Credits.of(3), day(5));

  @ParameterizedTest(name = "balance {0}, held {1}, price {2}: {3}")
  @CsvSource({
    "10, 0, 10, true",
    "10, 0, 11, false",
    "10, 9, 1, true",
    "10, 10, 1, false",
    "-1, 0, 1, false",
    "0, 0, 0, true",
    "-1, 0, 0, false"
  })
  void a_hold_is_placed_when_the_available_credits_cover_it(
      long balance, long held, long price, boolean placed) {
    var decision = new Funds(balance, Credits.of(held)).hold(Credits.of(price));

    assertThat(decision instanceof Funds.HoldDecision.Placed).isEqualTo(placed);
  }

  @Test
  void a_settled_hold_releases_all_it_had_reserved() {
    var ending = open.capture(true);

    assertThat(ending)
        .isEqualTo(
            new Hold.Ending(new Hold(Credits.of(3), day(5), Hold.Status.COMPLETED), Credits.of(3)));
  }

  @Test
  void a_failed_completion_settles_its_hold_too() {
    assertThat(open.capture(false))
        .extracting(e -> e.hold().status())
        .isEqualTo(Hold.Status.FAILED);
  }

  @ParameterizedTest(name = "on day {0}: {1}")
  @CsvSource({"4, false", "5, true", "6, true"})
  void a_hold_expires_at_the_moment_of_its_expiry(int day, boolean expires) {
    assertThat(open.expire(day(day)) != null).isEqualTo(expires);
  }

  @Test
  void a_usage_after_the_expiry_ends_the_hold_but_releases_nothing_twice() {
    Hold expired = new Hold(Credits.of(3), day(5), Hold.Status.EXPIRED);

    assertThat(expired.capture(true))
        .isEqualTo(
            new Hold.Ending(new Hold(Credits.of(3), day(5), Hold.Status.COMPLETED), Credits.NONE));
  }

  @Test
  void a_settled_hold_is_neither_settled_again_nor_expired() {
    Hold settled = new Hold(Credits.of(3), day(5), Hold.Status.COMPLETED);

    assertThat(settled.capture(true)).isNull();
    assertThat(settled.expire(day(9))).isNull();
  }
}
