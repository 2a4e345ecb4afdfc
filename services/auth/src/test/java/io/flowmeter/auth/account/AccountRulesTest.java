package io.flowmeter.auth.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flowmeter.identity.Caller;
import io.flowmeter.identity.Role;
import io.flowmeter.identity.UserId;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AccountRulesTest {
  private static final Instant NOON = Instant.parse("2026-01-01T12:00:00.500Z");

  @ParameterizedTest
  @ValueSource(
      strings = {"abc", "  abc  ", "a b c", "學生一", "O'Neil", "x23456789012345678901234567890"})
  void names_are_free_within_their_length(String name) {
    assertThat(Username.brokenRule(name)).isEmpty();
    assertThat(new Username(name).value()).isEqualTo(name.strip());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ab",
        "   ab ",
        "x234567890123456789012345678901",
        "me@home",
        "me\uFF20home",
        "a\u0000bc",
        "a\u202Ebc",
        "a\uD800bc",
        "line\nbreak"
      })
  void names_that_deceive_are_refused(String name) {
    assertThat(Username.brokenRule(name)).isPresent();
    assertThatThrownBy(() -> new Username(name)).isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"a@b", "admin@admin", "A.B+c@Example.COM", "x@school.local", "jürgen@schule.de"})
  void addresses_are_lower_case_and_need_no_dot(String address) {
    assertThat(EmailAddress.brokenRule(address)).isEmpty();
    assertThat(new EmailAddress(" " + address).value())
        .isEqualTo(address.toLowerCase(java.util.Locale.ROOT));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "a",
        "@b",
        "a@",
        "a@b@c",
        "a b@c",
        "a@b c",
        "<a@b>",
        "\"a\"@b",
        "a@b,c@d",
        "a@b\r\nBcc: x@y"
      })
  void addresses_that_could_not_stand_in_a_header_are_refused(String address) {
    assertThat(EmailAddress.brokenRule(address)).isPresent();
  }

  @Test
  void a_new_role_ends_every_token_there_is_and_none_that_follows() {
    User user = user();
    User promoted = user.withRole(Role.SUPERVISOR, NOON);

    assertThat(promoted.accepts(tokenOf("2026-01-01T12:00:00Z"))).isFalse();
    assertThat(promoted.accepts(tokenOf("2026-01-01T12:00:01Z"))).isTrue();
    assertThat(promoted.sessionsValidFrom()).isEqualTo(user.sessionsValidFrom());
    assertThat(promoted.revision()).isEqualTo(user.revision() + 1);
  }

  @Test
  void logging_out_everywhere_ends_sessions_too() {
    assertThat(user().loggedOutEverywhere(NOON).sessionsValidFrom()).isEqualTo(NOON);
  }

  @Test
  void changes_are_never_dated_before_the_last_one() {
    User later = user().withEmailProven(NOON.plusSeconds(10));
    assertThat(later.withRole(Role.ADMIN, NOON).updatedAt()).isEqualTo(later.updatedAt());
  }

  @Test
  void the_unverified_hold_no_tokens() {
    User unverified =
        User.registered(
            new UserId("0123456789abcdef01234567"),
            new Username("someone"),
            new EmailAddress("a@b"),
            "hash",
            false,
            Role.ENDUSER,
            NOON);
    assertThat(unverified.accepts(tokenOf("2026-01-01T12:00:01Z"))).isFalse();
  }

  private static User user() {
    return User.registered(
        new UserId("0123456789abcdef01234567"),
        new Username("someone"),
        new EmailAddress("a@b"),
        "hash",
        true,
        Role.ENDUSER,
        NOON.minusSeconds(60));
  }

  private static Caller tokenOf(String issuedAt) {
    return new Caller(
        new UserId("0123456789abcdef01234567"),
        "someone",
        "a@b",
        Role.ENDUSER,
        "jti",
        Instant.parse(issuedAt));
  }
}
