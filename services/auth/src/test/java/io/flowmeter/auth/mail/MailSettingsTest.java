package io.flowmeter.auth.mail;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class MailSettingsTest {
  private static final MailSettings SETTINGS =
      new MailSettings(
          "a@b",
          false,
          1,
          1,
          Duration.ofMinutes(1),
          Duration.ofSeconds(1),
          Duration.ofMinutes(5),
          40);

  @Test
  void pauses_double_up_to_their_end() {
    assertThat(SETTINGS.retryAfter(1)).isEqualTo(Duration.ofSeconds(1));
    assertThat(SETTINGS.retryAfter(2)).isEqualTo(Duration.ofSeconds(2));
    assertThat(SETTINGS.retryAfter(5)).isEqualTo(Duration.ofSeconds(16));
    assertThat(SETTINGS.retryAfter(10)).isEqualTo(Duration.ofMinutes(5));
    assertThat(SETTINGS.retryAfter(1_000)).isEqualTo(Duration.ofMinutes(5));
  }
}
