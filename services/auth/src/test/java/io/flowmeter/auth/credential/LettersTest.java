package io.flowmeter.auth.credential;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowmeter.auth.account.EmailAddress;
import io.flowmeter.auth.account.User;
import io.flowmeter.auth.account.Username;
import io.flowmeter.auth.mail.LinkSettings;
import io.flowmeter.auth.mail.PendingMail;
import io.flowmeter.identity.Role;
import io.flowmeter.identity.UserId;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class LettersTest {
  private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
  private static final UserId ID = new UserId("0123456789abcdef01234567");
  private static final SeededSecrets SECRETS = new SeededSecrets("a secret");
  private static final ResetSettings LIMITS =
      new ResetSettings(Duration.ofHours(1), 2, Duration.ofHours(1), Duration.ZERO);

  @Test
  void the_account_letter_tells_the_password_that_was_ordered_with_it() {
    var letters = new AccountLetter(SECRETS, new LinkSettings("", "https://auth.example/"));
    var order = letters.order(ID, NOON);
    var mail = new PendingMail(ID, "1", letters.kind(), order.mail().getString("seed"), 1);

    var letter = letters.write(person("<b>&學生"), mail).orElseThrow();

    assertThat(letter.subject()).isEqualTo("Your Account Information");
    assertThat(letter.to()).isEqualTo("ada@example.com");
    assertThat(letter.text())
        .contains("password: " + order.password().value())
        .contains("https://auth.example/login");
    assertThat(letter.html()).contains("&lt;b&gt;&amp;").doesNotContain("<b>&");
    assertThat(order.mail().toString()).doesNotContain(order.password().value());
  }

  @Test
  void secrets_can_be_made_again_from_their_seed_and_only_with_the_key() {
    var others = new SeededSecrets("another secret");
    assertThat(SECRETS.resetToken(ID, "seed")).matches("[0-9a-f]{64}");
    assertThat(SECRETS.resetToken(ID, "seed")).isEqualTo(SECRETS.resetToken(ID, "seed"));
    assertThat(SECRETS.resetToken(ID, "seed")).isNotEqualTo(others.resetToken(ID, "seed"));
    assertThat(SECRETS.password(ID, "seed").value()).hasSize(16);
    assertThat(SECRETS.password(ID, "seed")).isNotEqualTo(SECRETS.password(ID, "other"));
  }

  @Test
  void an_account_gets_a_limited_number_of_letters_in_an_hour() {
    var once = PendingReset.NONE.renewed("1", "s", LIMITS, NOON).orElseThrow();
    var twice = once.renewed("2", "s", LIMITS, NOON.plusSeconds(1)).orElseThrow();
    assertThat(twice.renewed("3", "s", LIMITS, NOON.plusSeconds(2))).isEmpty();
    assertThat(twice.renewed("3", "s", LIMITS, NOON.plus(Duration.ofHours(1)))).isPresent();
  }

  @Test
  void links_lead_to_the_user_interface_where_there_is_one() {
    assertThat(new LinkSettings("https://ui.example/", "http://auth").to("/login"))
        .isEqualTo("https://ui.example/login");
    assertThat(new LinkSettings(" ", "http://auth:3000").to("/login"))
        .isEqualTo("http://auth:3000/login");
  }

  private static User person(String name) {
    return User.registered(
        ID,
        new Username(name),
        new EmailAddress("ada@example.com"),
        "hash",
        true,
        Role.ENDUSER,
        NOON);
  }
}
