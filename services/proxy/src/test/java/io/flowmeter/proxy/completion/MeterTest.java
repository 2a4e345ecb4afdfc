package io.flowmeter.proxy.completion;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowmeter.proxy.upstream.TokenUsage;
import java.math.BigDecimal;
import org.junit.jupiter.api.Test;

/** A token is a character here, and costs one credit. */
class MeterTest {
  private static final Rate ONE_EACH =
      new Rate.Tokens(new BigDecimal("1000"), new BigDecimal("1000"), Credits.NONE);

  private final StringBuilder answer = new StringBuilder();

  @Test
  void a_hold_is_used_up_when_it_pays_for_no_token_more() {
    var meter = meter(10, "12345");
    add(meter, "1234");
    assertThat(meter.isUsedUp()).isFalse();
    add(meter, "5");
    assertThat(meter.isUsedUp()).isTrue();
  }

  @Test
  void pieces_are_not_charged_for_being_pieces() {
    // Two characters are one token, and a piece of one alone is a whole one.
    var price = new Price(new Credits(4), ONE_EACH, "v");
    var meter = new Meter(price, "", text -> (text.length() + 1) / 2);
    for (int i = 0; i < 6; i++) add(meter, "x");
    assertThat(meter.isUsedUp()).isFalse();
    for (int i = 0; i < 2; i++) add(meter, "x");
    assertThat(meter.isUsedUp()).isTrue();
  }

  @Test
  void what_the_upstream_reports_counts_although_nobody_sees_it() {
    var meter = meter(10, "");
    meter.reported(new TokenUsage(9, 0, null));
    assertThat(meter.isUsedUp()).isFalse();
    add(meter, "1");
    assertThat(meter.isUsedUp()).isTrue();
  }

  @Test
  void a_flat_price_is_never_used_up() {
    var meter = new Meter(Price.flat(new Credits(1), "v"), "question", String::length);
    add(meter, "x".repeat(1_000));
    assertThat(meter.isUsedUp()).isFalse();
  }

  private static Meter meter(long held, String question) {
    return new Meter(new Price(new Credits(held), ONE_EACH, "v"), question, String::length);
  }

  private void add(Meter meter, String text) {
    answer.append(text);
    meter.add(text, answer::toString);
  }
}
