package io.flowmeter.auth;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowmeter.auth.People.Person;
import io.flowmeter.events.AuditRecorded;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AuditTest {
  private static final AuthServer AUTH = AuthServer.startWithRoot();
  private static final People PEOPLE = new People(AUTH);

  @AfterAll
  static void stop() {
    AUTH.close();
  }

  @Test
  void it_says_who_did_what_to_whom_from_where_and_with_what_outcome() {
    Person person = PEOPLE.verified();
    PEOPLE.login(person.username(), "a wrong password");
    String token = PEOPLE.accessToken(person.username());
    String root = PEOPLE.rootToken();
    String rootId = AUTH.get("/api/profile", AuthServer.bearer(root)).text("user._id");
    PEOPLE.changeRole(token, person.id(), "admin");
    PEOPLE.changeRole(root, person.id(), "supervisor");
    AUTH.delete("/api/admin/users/" + person.id(), AuthServer.bearer(root));

    var entries = audit("?userId=" + person.id()).json().get("entries");

    assertThat(entries.findValuesAsString("action"))
        .containsExactly(
            "account.deleted",
            "role.changed",
            "administration.entered",
            "session.started",
            "session.started",
            "email.verified",
            "account.registered");
    assertThat(entries.findValuesAsString("outcome"))
        .containsExactly(
            "succeeded", "succeeded", "refused", "succeeded", "refused", "succeeded", "succeeded");
    var changed = entries.get(1);
    assertThat(changed.get("actorId").asString()).isEqualTo(rootId);
    assertThat(changed.get("username").asString()).isEqualTo(person.username());
    assertThat(changed.get("detail").asString()).isEqualTo("to supervisor");
    assertThat(changed.get("clientAddress").asString()).isNotEmpty();
    assertThat(changed.get("userAgent").asString()).startsWith("Java-http-client");
    assertThat(Instant.parse(changed.get("occurredAt").asString())).isNotNull();
    assertThat(entries.toString()).doesNotContain("a wrong password", People.PASSWORD, token);
  }

  @Test
  void it_says_who_the_client_behind_a_trusted_proxy_was() {
    Person person = PEOPLE.verified();
    AUTH.post(
        "/api/auth/login",
        "{\"username\":\"%s\",\"password\":\"%s\"}".formatted(person.username(), People.PASSWORD),
        "X-Forwarded-For",
        "192.0.2.66, 203.0.113.9");

    Reply found = audit("?clientAddress=203.0.113.9&userId=" + person.id());

    assertThat(found.text("entries.0.action")).isEqualTo("session.started");
  }

  @Test
  void it_is_published_as_facts() {
    Person person = PEOPLE.verified();
    PEOPLE.login(person.username());

    var facts = EventsTest.factsOf("auth.audit.v1", person.id(), 3);

    assertThat(facts)
        .extracting(fact -> ((AuditRecorded) fact.value()).getAction())
        .containsExactlyInAnyOrder("account.registered", "email.verified", "session.started");
    assertThat(facts).allMatch(fact -> fact.key().equals(person.id()));
  }

  @Test
  void a_token_that_is_used_again_is_reported() {
    Person person = PEOPLE.verified();
    String first = PEOPLE.login(person.username()).text("refreshToken");
    String second = PEOPLE.refresh(first).text("refreshToken");
    PEOPLE.refresh(second);
    assertThat(PEOPLE.refresh(first).status()).isEqualTo(401);

    Reply found = audit("?action=token.reused&userId=" + person.id());

    assertThat(found.text("entries.0.outcome")).isEqualTo("refused");
    assertThat(found.text("entries.0.username")).isEqualTo(person.username());
  }

  @Test
  void who_tries_names_that_nobody_has_leaves_a_trace_without_what_they_typed() {
    PEOPLE.login("my-secret-in-the-wrong-field");
    Reply found = audit("?userId=unknown&action=session.started&limit=1");
    assertThat(found.text("entries.0.outcome")).isEqualTo("refused");
    assertThat(found.toString()).doesNotContain("my-secret-in-the-wrong-field");
  }

  @Test
  void it_is_read_a_page_at_a_time() {
    Person person = PEOPLE.verified();
    for (int i = 0; i < 3; i++) PEOPLE.login(person.username());
    String query = "?userId=%s&limit=2".formatted(person.id());

    Reply first = audit(query);
    Reply second = audit(query + "&before=" + first.text("next"));
    Reply third = audit(query + "&before=" + second.text("next"));

    assertThat(first.json().get("entries").size()).isEqualTo(2);
    assertThat(second.json().get("entries").size()).isEqualTo(2);
    assertThat(third.json().get("entries").size()).isEqualTo(1);
    assertThat(third.json().has("next")).isFalse();
    assertThat(
            List.of(first, second, third).stream()
                .flatMap(page -> page.json().get("entries").findValuesAsString("id").stream()))
        .doesNotHaveDuplicates()
        .isSortedAccordingTo(java.util.Comparator.reverseOrder());
  }

  @Test
  void it_is_searched_by_time() {
    Person person = PEOPLE.verified();
    Instant later = AUTH.clock().instant().plus(Duration.ofHours(1));
    Instant before = AUTH.clock().instant().minus(Duration.ofHours(1));
    String one = "?userId=" + person.id();
    assertThat(audit(one + "&from=" + later).json().get("entries").size()).isZero();
    assertThat(audit(one + "&from=" + before + "&to=" + later).json().get("entries").size())
        .isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"limit=0", "limit=501", "limit=x", "from=yesterday", "to=1"})
  void a_bad_query_is_named(String query) {
    Reply reply = audit("?" + query);
    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.error()).startsWith(query.substring(0, query.indexOf('=')) + " must be");
  }

  @Test
  void only_administrators_read_it() {
    String token = PEOPLE.accessToken(PEOPLE.verified().username());
    Reply reply = AUTH.get("/api/admin/audit", AuthServer.bearer(token));
    assertThat(reply.status()).isEqualTo(403);
    assertThat(AUTH.get("/api/admin/audit").status()).isEqualTo(401);
  }

  private static Reply audit(String query) {
    Reply reply = AUTH.get("/api/admin/audit" + query, AuthServer.bearer(PEOPLE.rootToken()));
    assertThat(reply.status()).as(reply.toString()).isIn(200, 400);
    return reply;
  }
}
