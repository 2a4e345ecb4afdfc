package io.flowmeter.proxy.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowmeter.proxy.TestProxy;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Pages of which sites may call. */
class CorsTest {
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final String KNOWN = "http://localhost:5173";

  @ParameterizedTest
  @ValueSource(strings = {"GET", "POST", "DELETE", "OPTIONS", "PATCH", "PUT"})
  void a_configured_site_may_ask_with_its_token(String method) throws Exception {
    var answer = preflight(KNOWN, method);
    assertThat(answer.statusCode()).isEqualTo(204);
    assertThat(header(answer, "Access-Control-Allow-Origin")).contains(KNOWN);
    assertThat(header(answer, "Access-Control-Allow-Credentials")).contains("true");
    assertThat(header(answer, "Access-Control-Allow-Methods").orElse("")).contains(method);
    assertThat(header(answer, "Access-Control-Allow-Headers").orElse(""))
        .contains("Authorization", "Content-Type");
  }

  @Test
  void any_other_site_is_told_nothing() throws Exception {
    for (String origin : new String[] {"https://evil.example", KNOWN + ".evil.example", "null"}) {
      var answer = preflight(origin, "POST");
      assertThat(header(answer, "Access-Control-Allow-Origin")).isEmpty();
      assertThat(header(answer, "Access-Control-Allow-Credentials")).isEmpty();
    }
  }

  @Test
  void refusals_are_for_the_page_to_read_too() throws Exception {
    var request = HttpRequest.newBuilder(uri("/api/v1/chat/sessions")).header("Origin", KNOWN);
    var answer = HTTP.send(request.build(), HttpResponse.BodyHandlers.discarding());
    assertThat(answer.statusCode()).isEqualTo(403);
    assertThat(header(answer, "Access-Control-Allow-Origin")).contains(KNOWN);
    assertThat(header(answer, "Vary")).contains("Origin");
  }

  private static HttpResponse<Void> preflight(String origin, String method)
      throws IOException, InterruptedException {
    var request =
        HttpRequest.newBuilder(uri("/api/v1/chat/predict/stream/store"))
            .method("OPTIONS", HttpRequest.BodyPublishers.noBody())
            .headers("Origin", origin, "Access-Control-Request-Method", method)
            .build();
    return HTTP.send(request, HttpResponse.BodyHandlers.discarding());
  }

  private static Optional<String> header(HttpResponse<?> answer, String name) {
    return answer.headers().firstValue(name);
  }

  private static URI uri(String path) {
    return URI.create(TestProxy.url(path));
  }
}
