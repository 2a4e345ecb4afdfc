package io.flowmeter.system.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowmeter.identity.AccessTokens;
import io.flowmeter.identity.Caller;
import io.flowmeter.identity.Role;
import io.flowmeter.identity.TokenKeys;
import io.flowmeter.identity.UserId;
import io.flowmeter.system.platform.Client;
import io.flowmeter.system.platform.Demo;
import io.flowmeter.system.platform.OnPlatform;
import io.flowmeter.system.platform.Person;
import io.flowmeter.system.platform.Platform;
import io.flowmeter.system.platform.Reply;
import io.flowmeter.system.platform.Walk;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every refusal has its documented status and words, and RFC 9457's members beside them. */
@OnPlatform
class BadInputTest {
  private static final String ALLOCATE = "/api/credits/allocate";
  private static final String CHAT = "/api/v1/chat/predict/stream/store";

  private final Platform platform = Platform.running();
  private final Person administrator = Walk.done().administrator();

  @ParameterizedTest
  @ValueSource(strings = {"{\"email\":", "{\"email\" \"x\"}", "[1,2", "nonsense"})
  void malformed_json_is_refused_by_every_service(String body) {
    assertRefused(platform.auth().post("/api/auth/login", body), 400, "error");
    assertRefused(
        platform.accounting().as(administrator.token()).post(ALLOCATE, body), 400, "message");
    assertRefused(platform.proxy().as(administrator.token()).post(CHAT, body), 422, "detail");
  }

  @Test
  void an_operator_where_a_text_belongs_is_refused() {
    Reply login =
        platform.auth().post("/api/auth/login", "{\"email\":{\"$gt\":\"\"},\"password\":\"x\"}");

    assertRefused(login, 400, "error");
    assertThat(login.textAt("error")).contains("email");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"email\":\"admin@example.com\"}",
        "{\"password\":\"x\"}",
        "{\"email\":null,\"password\":null}"
      })
  void a_login_without_its_fields_is_refused(String body) {
    Reply login = platform.auth().post("/api/auth/login", body);

    assertRefused(login, 400, "error");
    assertThat(login.textAt("error")).isEqualTo("Missing required fields");
  }

  @Test
  void an_unknown_user_and_a_wrong_password_are_told_the_same() {
    Reply unknown =
        platform
            .auth()
            .post("/api/auth/login", "{\"email\":\"nobody@example.com\",\"password\":\"wrong-1\"}");
    Reply wrong =
        platform
            .auth()
            .post("/api/auth/login", "{\"email\":\"admin@example.com\",\"password\":\"wrong-1\"}");

    assertRefused(unknown, 401, "error");
    assertThat(unknown.textAt("error")).isEqualTo("Invalid credentials");
    assertThat(wrong.text()).isEqualTo(unknown.text());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"userId\":\"someone\"}",
        "{\"userId\":\"someone\",\"amount\":0}",
        "{\"userId\":\"someone\",\"amount\":-5}",
        "{\"userId\":\"someone\",\"amount\":1.5}",
        "{\"userId\":\"someone\",\"amount\":\"ten\"}",
        "{\"userId\":\"someone\",\"amount\":1e30}",
        "{\"userId\":{\"$ne\":null},\"amount\":5}"
      })
  void an_allocation_of_nothing_sensible_is_refused(String body) {
    Reply allocation = platform.accounting().as(administrator.token()).post(ALLOCATE, body);

    assertRefused(allocation, 400, "message");
  }

  @Test
  void credits_for_an_unknown_user_are_refused() {
    Reply allocation =
        platform
            .accounting()
            .as(administrator.token())
            .post(ALLOCATE, "{\"userId\":\"ffffffffffffffffffffffff\",\"amount\":5}");

    assertRefused(allocation, 404, "message");
  }

  @Test
  void only_supervisors_and_administrators_allocate() {
    Person person = Person.registered();

    Reply allocation =
        platform
            .accounting()
            .as(person.token())
            .post(ALLOCATE, "{\"userId\":\"%s\",\"amount\":5}".formatted(person.userId()));

    assertRefused(allocation, 403, "message");
    assertThat(allocation.textAt("message")).isEqualTo("Admin access required");
    assertThat(person.balance()).isZero();
  }

  @Test
  void nobody_comes_in_without_a_token() {
    Reply auth = platform.auth().get("/api/profile");
    Reply accounting = platform.accounting().get("/api/credits/balance");
    Reply proxy = platform.proxy().get("/api/v1/chat/credits");

    assertRefused(auth, 401, "error");
    assertThat(auth.textAt("error")).isEqualTo("Authentication required");
    assertRefused(accounting, 401, "message");
    assertThat(accounting.textAt("message")).isEqualTo("Authentication token required");
    assertRefused(proxy, 403, "detail");
    assertThat(proxy.textAt("detail")).isEqualTo("Not authenticated");
  }

  @Test
  void nobody_comes_in_with_an_expired_token() {
    String expired = token(Instant.now().minus(Duration.ofHours(2)));

    assertBadToken(expired, "Token expired");
  }

  @Test
  void nobody_comes_in_with_a_tampered_token() {
    String[] parts = administrator.token().split("\\.", -1);
    String otherClaims = Person.registered().token().split("\\.", -1)[1];

    assertBadToken(parts[0] + "." + otherClaims + "." + parts[2], "Invalid token");
    assertBadToken("no.token.atall", "Invalid token");
  }

  @Test
  void a_token_from_elsewhere_is_no_way_to_hold_credits() {
    Reply hold =
        platform
            .accounting()
            .as(administrator.token())
            .post(
                "/api/credits/holds",
                "{\"completionId\":\"018f0000-0000-7000-8000-000000000001\",\"chatflowId\":\"x\","
                    + "\"user\":{\"userId\":\"%s\",\"username\":\"admin\","
                        .formatted(administrator.userId())
                    + "\"email\":\"admin@example.com\",\"role\":\"admin\"}}");

    assertThat(hold.status()).isIn(401, 403);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"question\":\"x\"}",
        "{\"chatflow_id\":\"" + Demo.CONVERSATION + "\"}",
        "{\"chatflow_id\":\"" + Demo.CONVERSATION + "\",\"question\":42}",
        "{\"chatflow_id\":\"" + Demo.CONVERSATION + "\",\"question\":{\"$gt\":\"\"}}"
      })
  void a_chat_without_its_fields_is_refused_in_fastapis_words(String body) {
    Reply chat = platform.proxy().as(administrator.token()).post(CHAT, body);

    assertRefused(chat, 422, "detail");
    assertThat(chat.at("detail").get(0).path("loc").toString()).contains("body");
    assertThat(chat.at("detail").get(0).path("msg").asString("")).isNotEmpty();
  }

  @Test
  void an_unknown_chatflow_is_refused_and_costs_nothing() {
    Person person = Person.withCredits(5);

    Reply chat = person.ask("00000000-0000-4000-8000-000000000000", "Is anybody there?");

    assertRefused(chat, 404, "detail");
    assertThat(person.balance()).isEqualTo(5);
    assertThat(platform.books().openHolds(person.userId())).isZero();
  }

  @Test
  void a_session_that_is_no_uuid_is_refused_and_costs_nothing() {
    Person person = Person.withCredits(5);

    Reply chat =
        platform
            .proxy()
            .as(person.token())
            .post(
                CHAT,
                "{\"chatflow_id\":\"%s\",\"question\":\"x\",\"sessionId\":\"nonsense\"}"
                    .formatted(Demo.CONVERSATION));

    assertRefused(chat, 400, "detail");
    assertThat(chat.textAt("detail")).isEqualTo("Invalid sessionId format. Must be a valid UUID.");
    assertThat(person.balance()).isEqualTo(5);
  }

  @Test
  void without_credits_nothing_is_asked() {
    Person person = Person.registered();
    String question = "For free? " + person.username();

    Reply chat = person.ask(Demo.CONVERSATION, question);

    assertRefused(chat, 402, "detail");
    assertThat(chat.textAt("detail")).isEqualTo("Insufficient credits");
    assertThat(platform.demo().states(question)).isEmpty();
  }

  @Test
  void an_unknown_route_is_told_in_json() {
    for (Client service : List.of(platform.auth(), platform.accounting(), platform.proxy())) {
      Reply reply = service.as(administrator.token()).get("/api/nowhere");
      assertThat(reply.status()).isEqualTo(404);
      assertThat(reply.at("status").intValue()).isEqualTo(404);
    }
  }

  private void assertBadToken(String token, String accountingsWords) {
    Reply auth = platform.auth().as(token).get("/api/profile");
    Reply accounting = platform.accounting().as(token).get("/api/credits/balance");
    Reply proxy = platform.proxy().as(token).get("/api/v1/chat/credits");

    assertRefused(auth, 401, "error");
    assertThat(auth.textAt("error")).isEqualTo("Invalid or expired token");
    assertRefused(accounting, 401, "message");
    assertThat(accounting.textAt("message")).isEqualTo(accountingsWords);
    assertRefused(proxy, 401, "detail");
    assertThat(proxy.textAt("detail")).isEqualTo("Invalid or expired token");
    assertThat(proxy.headers()).containsEntry("www-authenticate", "Bearer");
  }

  private static void assertRefused(Reply reply, int status, String field) {
    assertThat(reply.status()).as(reply.text()).isEqualTo(status);
    assertThat(reply.headers().get("content-type")).startsWith("application/");
    assertThat(reply.at(field).isMissingNode()).as(reply.text()).isFalse();
    assertThat(reply.at("status").intValue()).as(reply.text()).isEqualTo(status);
    assertThat(reply.textAt("title")).isNotEmpty();
    assertThat(reply.text()).doesNotContain("Exception", "\tat ", "io.flowmeter");
  }

  private String token(Instant issued) {
    TokenKeys keys = TokenKeys.of("JWT_ACCESS_SECRET", platform.accessSecret(), List.of(), false);
    Clock then = Clock.fixed(issued, java.time.ZoneOffset.UTC);
    Caller caller =
        new Caller(
            new UserId(administrator.userId()),
            "admin",
            "admin@example.com",
            Role.ADMIN,
            "018f0000-0000-7000-8000-000000000002",
            issued);
    return new AccessTokens(keys, then).issue(caller, Duration.ofMinutes(15));
  }
}
