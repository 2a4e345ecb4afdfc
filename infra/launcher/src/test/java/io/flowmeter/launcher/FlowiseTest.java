package io.flowmeter.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flowmeter.launcher.terminal.Misuse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FlowiseTest {

  @ParameterizedTest
  @CsvSource({
    "https://flowise.example.com/,     https://flowise.example.com/api/v1",
    "http://host,                      http://host/api/v1",
    "http://host:3000/flowise/api/v1,  http://host:3000/flowise/api/v1",
  })
  void its_api_is_meant_where_only_the_server_is_named(String given, String url) {
    assertThat(Flowise.of(given, "k")).contains(new Flowise(url, "k"));
  }

  @Test
  void without_an_address_it_is_the_demo() {
    assertThat(Flowise.of(null, "k")).isEmpty();
  }

  @Test
  void its_key_is_never_printed() {
    assertThat(new Flowise("http://host", "secret-key")).asString().doesNotContain("secret-key");
  }

  @Test
  void an_address_that_is_none_is_refused() {
    assertThatThrownBy(() -> Flowise.of("ftp://x", "k"))
        .isInstanceOf(Misuse.class)
        .hasMessageContaining("--flowise-url is an http or https address, not 'ftp://x'");
  }
}
