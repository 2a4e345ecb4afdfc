package io.flowmeter.proxy.credit;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowmeter.proxy.completion.Credits;
import io.flowmeter.proxy.completion.Rate;
import java.math.BigDecimal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The rate card that a hold carries. */
class HoldJsonTest {

  @Test
  void a_flat_card_prices_each_completion_alike() {
    var hold = HoldJson.hold(answer("{\"version\":\"f\",\"kind\":\"flat\"}")).orElseThrow();
    assertThat(hold.price().rate()).isEqualTo(new Rate.Flat(new Credits(40)));
    assertThat(hold.availableAfter()).isEqualTo(60);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0.265", "\"0.265\""})
  void a_card_by_tokens_keeps_every_digit(String input) {
    var hold = HoldJson.hold(answer(byTokens(input))).orElseThrow();
    assertThat(hold.price().held()).isEqualTo(new Credits(40));
    assertThat(hold.price().rateCardVersion()).isEqualTo("t");
    assertThat(hold.price().rate())
        .isEqualTo(
            new Rate.Tokens(new BigDecimal("0.265"), new BigDecimal("0.35"), new Credits(2)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"-1", "\"cheap\"", "null", "{}", "\"\""})
  void a_price_that_is_none_authorises_nothing(String input) {
    assertThat(HoldJson.hold(answer(byTokens(input)))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "{\"credits\":\"1\",\"rateCard\":{\"version\":\"f\"}}",
        "{\"credits\":-1,\"rateCard\":{\"version\":\"f\"}}",
        "{\"credits\":1}",
        "{\"credits\":1,\"rateCard\":{\"version\":\"f\",\"kind\":\"by moon\"}}"
      })
  void an_answer_that_was_not_agreed_authorises_nothing(String answer) {
    assertThat(HoldJson.hold(answer)).isEmpty();
  }

  private static String byTokens(String input) {
    return """
        {"version":"t","kind":"tokens","inputPer1000":%s,"outputPer1000":0.35,"minimumCredits":2}"""
        .formatted(input);
  }

  private static String answer(String rateCard) {
    return "{\"credits\":40,\"available\":60,\"rateCard\":%s}".formatted(rateCard);
  }
}
