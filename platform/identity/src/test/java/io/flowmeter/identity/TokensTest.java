package io.flowmeter.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jsonwebtoken.Jwts;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokensTest {
  private static final String OLD = "0123456789abcdef0123456789abcdef-old";
  private static final String NEW = "fedcba9876543210fedcba9876543210-new";
  private static final Instant NOW = Instant.parse("2026-05-01T10:00:00Z");
  private static final Caller ANNA =
      new Caller(
          new UserId("65a1b2c3d4e5f60718293a4b"), "anna", "anna@example.com", Role.ADMIN, "", NOW);

  private static AccessTokens access(Instant now, String current, String... previous) {
    return new AccessTokens(keys(current, previous), Clock.fixed(now, ZoneOffset.UTC));
  }

  private static TokenKeys keys(String current, String... previous) {
    return TokenKeys.of("JWT_ACCESS_SECRET", current, List.of(previous), false);
  }

  @Test
  void a_token_says_who_it_was_issued_for() {
    String token = access(NOW, NEW).issue(ANNA, Duration.ofMinutes(15));

    assertThat(access(NOW, NEW).check(token))
        .isInstanceOfSatisfying(
            TokenCheck.Valid.class,
            valid -> {
              assertThat(valid.caller().userId()).isEqualTo(ANNA.userId());
              assertThat(valid.caller().role()).isEqualTo(Role.ADMIN);
              assertThat(valid.caller().issuedAt()).isEqualTo(NOW);
              assertThat(valid.caller().tokenId()).isNotEmpty();
            });
  }

  @Test
  void any_library_reads_our_tokens() {
    String token = access(NOW, NEW).issue(ANNA, Duration.ofMinutes(15));
    var key = new SecretKeySpec(NEW.getBytes(StandardCharsets.UTF_8), "HmacSHA256");

    var read =
        Jwts.parser().verifyWith(key).clock(() -> Date.from(NOW)).build().parseSignedClaims(token);

    assertThat(read.getHeader().getAlgorithm()).isEqualTo("HS256");
    assertThat(read.getHeader().getKeyId()).isNotEmpty();
    assertThat(read.getPayload())
        .containsEntry("sub", ANNA.userId().value())
        .containsEntry("username", ANNA.username())
        .containsEntry("email", ANNA.email())
        .containsEntry("role", ANNA.role().wire())
        .containsEntry("type", "access")
        .containsKey("jti");
    assertThat(read.getPayload().getIssuedAt()).isEqualTo(Date.from(NOW));
    assertThat(read.getPayload().getExpiration())
        .isEqualTo(Date.from(NOW.plus(Duration.ofMinutes(15))));
  }

  @Test
  void two_tokens_of_the_same_second_differ() {
    var tokens = access(NOW, NEW);

    assertThat(tokens.issue(ANNA, Duration.ofMinutes(15)))
        .isNotEqualTo(tokens.issue(ANNA, Duration.ofMinutes(15)));
  }

  @Test
  void a_rotated_secret_logs_nobody_out() {
    String token = access(NOW, OLD).issue(ANNA, Duration.ofMinutes(15));

    assertThat(access(NOW, NEW, OLD).check(token)).isInstanceOf(TokenCheck.Valid.class);
    assertThat(access(NOW, NEW).check(token)).isInstanceOf(TokenCheck.Invalid.class);
  }

  @Test
  void a_token_of_the_predecessor_which_names_no_key_is_accepted() {
    var key = new SecretKeySpec(NEW.getBytes(StandardCharsets.UTF_8), "HmacSHA256");
    String token =
        Jwts.builder()
            .subject("65a1b2c3d4e5f60718293a4b")
            .claim("username", "anna")
            .claim("email", "anna@example.com")
            .claim("type", "access")
            .claim("role", "user")
            .issuedAt(java.util.Date.from(NOW))
            .expiration(java.util.Date.from(NOW.plusSeconds(60)))
            .signWith(key, Jwts.SIG.HS256)
            .compact();

    assertThat(access(NOW, NEW).check(token))
        .isInstanceOfSatisfying(
            TokenCheck.Valid.class,
            valid -> assertThat(valid.caller().role()).isEqualTo(Role.ENDUSER));
  }

  @Test
  void a_token_ends_with_its_lifetime() {
    String token = access(NOW, NEW).issue(ANNA, Duration.ofMinutes(15));

    assertThat(access(NOW.plusSeconds(899), NEW).check(token)).isInstanceOf(TokenCheck.Valid.class);
    assertThat(access(NOW.plusSeconds(901), NEW).check(token))
        .isInstanceOf(TokenCheck.Expired.class);
  }

  @Test
  void a_refresh_token_is_no_access_token() {
    var clock = Clock.fixed(NOW, ZoneOffset.UTC);
    String refresh = new RefreshTokens(keys(NEW), clock).issue(ANNA, Duration.ofDays(7));

    assertThat(access(NOW, NEW).check(refresh)).isInstanceOf(TokenCheck.WrongType.class);
  }

  @Test
  void a_service_token_and_a_persons_token_never_pass_for_each_other() {
    var services = new ServiceTokens(keys(NEW), Clock.fixed(NOW, ZoneOffset.UTC));
    String service = services.issue("flowise-proxy", "accounting-service", Duration.ofMinutes(1));

    assertThat(services.check(service, "accounting-service"))
        .isEqualTo(new ServiceCheck.Valid("flowise-proxy"));
    assertThat(services.check(service, "auth-service")).isInstanceOf(ServiceCheck.Invalid.class);
    assertThat(
            services.check(
                access(NOW, NEW).issue(ANNA, Duration.ofMinutes(1)), "accounting-service"))
        .isInstanceOf(ServiceCheck.Invalid.class);
    assertThat(access(NOW, NEW).check(service)).isInstanceOf(TokenCheck.Invalid.class);
  }

  @Test
  void a_changed_character_anywhere_makes_a_token_invalid() {
    var tokens = access(NOW, NEW);
    String token = tokens.issue(ANNA, Duration.ofMinutes(15));

    for (int i = 0; i < token.length(); i++) {
      char other = token.charAt(i) == 'A' ? 'B' : 'A';
      String tampered = token.substring(0, i) + other + token.substring(i + 1);
      assertThat(tokens.check(tampered))
          .as("character %d", i)
          .isInstanceOf(TokenCheck.Invalid.class);
    }
  }

  @Test
  void only_the_canonical_spelling_of_a_signature_is_accepted() {
    var tokens = access(NOW, NEW);
    String token = tokens.issue(ANNA, Duration.ofMinutes(15));
    String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    int last = alphabet.indexOf(token.charAt(token.length() - 1));
    String sameBytes = token.substring(0, token.length() - 1) + alphabet.charAt(last + 1);

    assertThat(signature(sameBytes)).isEqualTo(signature(token));
    assertThat(tokens.check(sameBytes)).isInstanceOf(TokenCheck.Invalid.class);
    assertThat(tokens.check(token + "=")).isInstanceOf(TokenCheck.Invalid.class);
  }

  private static byte[] signature(String token) {
    return Base64.getUrlDecoder().decode(token.substring(token.lastIndexOf('.') + 1));
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "a.b.c", "null", "{}", "....", "Bearer x"})
  void what_is_no_token_is_invalid(String text) {
    assertThat(access(NOW, NEW).check(text)).isInstanceOf(TokenCheck.Invalid.class);
  }

  @Test
  void an_unsigned_token_is_invalid() {
    String unsigned =
        Jwts.builder().subject("65a1b2c3d4e5f60718293a4b").claim("type", "access").compact();

    assertThat(access(NOW, NEW).check(unsigned)).isInstanceOf(TokenCheck.Invalid.class);
    assertThat(access(NOW, NEW).check(null)).isInstanceOf(TokenCheck.Missing.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "  ", "access_secret", "short", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"})
  void a_weak_secret_stops_the_start_and_the_message_tells_how_to_make_one(String secret) {
    assertThatThrownBy(() -> keys(secret))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("JWT_ACCESS_SECRET")
        .hasMessageContaining("openssl rand -hex 32");
  }

  @Test
  void a_short_secret_is_enough_in_development_but_a_missing_one_never_is() {
    assertThat(TokenKeys.of("JWT_ACCESS_SECRET", "short", List.of(), true)).isNotNull();
    assertThatThrownBy(() -> TokenKeys.of("JWT_ACCESS_SECRET", "", List.of(), true))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void roles_are_read_in_any_spelling_and_written_in_one() {
    assertThat(Role.parse("Admin")).contains(Role.ADMIN);
    assertThat(Role.parse("EndUser")).contains(Role.ENDUSER);
    assertThat(Role.parse("teacher")).contains(Role.ENDUSER);
    assertThat(Role.parse("root")).isEmpty();
    assertThat(Role.SUPERVISOR.wire()).isEqualTo("supervisor");
  }
}
