package io.flowmeter.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowmeter.demo.prediction.Flow;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * All routes of the predecessor: who may call them, and that nonsense is refused in the documented
 * shape, changes nothing and charges nothing.
 */
class EveryRouteTest {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final String FLOW = Flow.CONVERSATION.id();
  private static final String UNKNOWN = "00000000-0000-4000-8000-00000000dead";

  private final TestProxy.Person person = TestProxy.person();
  private final TestProxy.Person admin = TestProxy.admin();

  /** {@code ID} stands for an id of whatever the route is about. */
  record Route(String method, String path, boolean forAdmins) {
    @Override
    public String toString() {
      return method + " " + path;
    }
  }

  private static Route route(String method, String path) {
    return new Route(method, path, path.startsWith("/api/v1/admin"));
  }

  static Stream<Route> guarded() {
    var routes = new ArrayList<Route>();
    for (String path :
        List.of(
            "/api/v1/chat/credits",
            "/api/v1/chat/my-assigned-chatflows",
            "/api/v1/chat/sessions",
            "/api/v1/chat/sessions/ID/history",
            "/api/v1/chat/get_current_user",
            "/api/v1/chat/pins",
            "/api/v1/chat/files/session/ID",
            "/api/v1/chat/files/message/ID",
            "/api/v1/chat/files/ID",
            "/api/v1/chat/files/ID/thumbnail",
            "/api/v1/chatflows/",
            "/api/v1/chatflows/my-chatflows",
            "/api/v1/chatflows/ID",
            "/api/v1/chatflows/ID/config",
            "/api/v1/admin/chatflows",
            "/api/v1/admin/chatflows/stats",
            "/api/v1/admin/chatflows/audit-users",
            "/api/v1/admin/chatflows/ID",
            "/api/v1/admin/chatflows/ID/users",
            "/api/v1/admin/chatflows/ID/assignments",
            "/api/v1/admin/chatflows/ID/override-config",
            "/api/v1/admin/groups",
            "/api/v1/admin/groups/ID")) {
      routes.add(route("GET", path));
    }
    routes.add(new Route("GET", "/info", true));
    routes.add(new Route("GET", "/collections/status", true));
    for (String path :
        List.of(
            "/api/v1/chat/revoke",
            "/api/v1/chat/predict",
            "/api/v1/chat/predict/stream",
            "/api/v1/chat/predict/stream/store",
            "/api/v1/chat/upload",
            "/api/v1/admin/chatflows/sync",
            "/api/v1/admin/chatflows/ID/users",
            "/api/v1/admin/chatflows/ID/users/bulk-add",
            "/api/v1/admin/chatflows/ID/assignments",
            "/api/v1/admin/chatflows/add-users-by-email",
            "/api/v1/admin/chatflows/cleanup-users",
            "/api/v1/admin/users/sync-by-email",
            "/api/v1/admin/groups/ID/members")) {
      routes.add(route("POST", path));
    }
    for (String path :
        List.of(
            "/api/v1/chat/history",
            "/api/v1/chat/sessions/ID",
            "/api/v1/chat/files/ID",
            "/api/v1/chat/messages/ID/pin",
            "/api/v1/admin/chatflows/ID/users",
            "/api/v1/admin/chatflows/ID/assignments",
            "/api/v1/admin/groups/ID")) {
      routes.add(route("DELETE", path));
    }
    routes.add(route("PATCH", "/api/v1/chat/sessions/ID"));
    routes.add(route("PUT", "/api/v1/chat/messages/ID/pin"));
    routes.add(route("PUT", "/api/v1/admin/groups/ID"));
    routes.add(route("PUT", "/api/v1/admin/chatflows/ID/override-config"));
    return routes.stream();
  }

  @BeforeEach
  void reset() {
    TestProxy.reset();
  }

  @AfterEach
  void nothing_was_asked_or_charged() {
    assertThat(TestProxy.FLOWISE.served()).isEmpty();
    assertThat(TestProxy.ACCOUNTING.tries()).isEmpty();
    assertThat(TestProxy.USAGE.of(person.userId())).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("guarded")
  void nobody_passes_without_a_token(Route route) throws Exception {
    var nobody = send(route.method(), route.path().replace("ID", UNKNOWN), null, "{}");
    assertThat(nobody.statusCode()).isEqualTo(403);
    assertThat(detail(nobody)).isEqualTo("\"Not authenticated\"");

    var stranger = send(route.method(), route.path().replace("ID", UNKNOWN), "nonsense", "{}");
    assertThat(stranger.statusCode()).isEqualTo(401);
    assertThat(detail(stranger)).isEqualTo("\"Invalid or expired token\"");
  }

  @ParameterizedTest
  @MethodSource("guarded")
  void only_administrators_pass_where_the_route_is_theirs(Route route) throws Exception {
    if (!route.forAdmins()) return;
    var answer = send(route.method(), route.path().replace("ID", UNKNOWN), person.token(), "{}");

    assertThat(answer.statusCode()).isEqualTo(403);
    assertThat(detail(answer)).contains("Administrator privileges required");
  }

  @ParameterizedTest
  @MethodSource("guarded")
  void an_id_that_can_be_none_is_refused(Route route) throws Exception {
    if (!route.path().contains("ID")) return;
    for (String id :
        List.of(
            UNKNOWN,
            "x",
            "%00",
            "..%2F..%2Fetc",
            "%7B%22%24ne%22:1%7D",
            "a".repeat(3_000),
            "%E4%BD%9C%E6%A5%AD")) {
      var answer = send(route.method(), route.path().replace("ID", id), admin.token(), "{}");
      boolean listOfNone = answer.statusCode() == 200 && route.path().contains("/files/message/");
      if (listOfNone) continue;
      assertThat(answer.statusCode()).as(route + " with " + id).isBetween(400, 422);
    }
  }

  @ParameterizedTest
  @MethodSource("guarded")
  void a_body_of_the_wrong_type_is_refused(Route route) throws Exception {
    if (route.method().equals("GET") || !takesBody(route)) return;
    String path = route.path().replace("ID", FLOW);
    for (String body :
        List.of(
            "[]",
            "7",
            "{",
            "{\"question\":7,\"emails\":7,\"email\":{\"$ne\":1},\"topic\":[],\"role\":7,"
                + "\"allowed_keys\":7,\"action\":7}")) {
      var answer = send(route.method(), path, admin.token(), body);
      assertThat(answer.statusCode()).as(route + " with " + body).isIn(400, 404, 415, 422);
      assertThat(JSON.readTree(answer.body()).has("detail")).isTrue();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "/api/v1/admin/chatflows?include_deleted=maybe, include_deleted",
    "/api/v1/chat/files/x/thumbnail?size=large, size",
    "/api/v1/chat/files/x?download=2, download",
    "/api/v1/chat/sessions?limit=none, limit"
  })
  void a_parameter_of_the_wrong_type_is_named_in_fastapis_form(String path, String name)
      throws Exception {
    var answer = send("GET", path, admin.token(), null);

    assertThat(answer.statusCode()).isEqualTo(422);
    JsonNode item = JSON.readTree(answer.body()).path("detail").path(0);
    assertThat(item.path("loc").toString()).isEqualTo("[\"query\",\"%s\"]".formatted(name));
    assertThat(item.propertyNames()).contains("type", "loc", "msg", "input");
  }

  @Test
  void a_body_over_the_limit_is_refused() throws Exception {
    String large = "{\"emails\":[\"" + "x".repeat(2_000_000) + "\"]}";

    var answer = send("PUT", "/api/v1/admin/groups/x", admin.token(), large);

    assertThat(answer.statusCode()).isEqualTo(413);
    assertThat(JSON.readTree(answer.body()).has("detail")).isTrue();
  }

  @Test
  void what_is_public_tells_no_internals() throws Exception {
    for (String path : List.of("/", "/health")) {
      var answer = send("GET", path, null, null);
      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.body()).doesNotContain(TestProxy.FLOWISE.baseUrl().toString());
    }
    for (String path : List.of("/docs", "/openapi.json", "/actuator/env", "/api/v1/nothing")) {
      assertThat(send("GET", path, null, null).statusCode()).as(path).isIn(401, 403, 404);
    }
  }

  /** The others are about their path alone. */
  private static boolean takesBody(Route route) {
    var without =
        Set.of("/api/v1/chat/revoke", "/api/v1/admin/chatflows/sync", "/api/v1/chat/upload");
    boolean pathOnly =
        route.path().contains("/pin")
            || without.contains(route.path())
            || (route.method().equals("DELETE")
                && !route.path().endsWith("/users")
                && !route.path().endsWith("/assignments"));
    return !pathOnly;
  }

  private static String detail(HttpResponse<String> answer) {
    return JSON.readTree(answer.body()).path("detail").toString();
  }

  private static HttpResponse<String> send(
      String method, String path, @Nullable String token, @Nullable String body) throws Exception {
    var publisher = body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body);
    var request =
        HttpRequest.newBuilder(URI.create(TestProxy.url(path)))
            .method(method, method.equals("GET") ? BodyPublishers.noBody() : publisher)
            .header("Content-Type", "application/json");
    if (token != null) request.header("Authorization", "Bearer " + token);
    return HTTP.send(request.build(), BodyHandlers.ofString());
  }
}
