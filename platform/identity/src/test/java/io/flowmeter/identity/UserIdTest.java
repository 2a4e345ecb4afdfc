package io.flowmeter.identity;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UserIdTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a",
        "0123456789abcdef01234567",
        "AZaz09_-",
        "12345678901234567890123456789012345678901234567890"
      })
  void letters_digits_underscores_and_hyphens_are_an_id(String text) {
    assertThat(UserId.isValid(text)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "a b",
        "a\n",
        "a/b",
        "a.b",
        "a@b",
        "[a",
        "`a",
        "{a",
        ":1",
        "ä",
        "٣",
        "123456789012345678901234567890123456789012345678901"
      })
  void anything_else_is_none(String text) {
    assertThat(UserId.isValid(text)).isFalse();
  }
}
