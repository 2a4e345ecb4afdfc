package io.flowmeter.proxy.status;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowmeter.proxy.Client;
import io.flowmeter.proxy.TestProxy;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;

class StatusTest {
  private final Client anybody = new Client("");

  @Test
  void a_healthy_service_says_exactly_what_was_documented() {
    var answer = anybody.get("/health");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.json().toString())
        .isEqualTo(
            "{\"status\":\"healthy\",\"service\":\"flowise-proxy-service\",\"version\":\"1.0.0\"}");
  }

  @Test
  void the_root_says_what_this_is() {
    assertThat(anybody.get("/").json().toString())
        .isEqualTo(
            "{\"message\":\"Flowise Proxy Service\",\"version\":\"1.0.0\",\"status\":\"running\"}");
  }

  @Test // S15
  void internals_are_for_administrators_only() {
    for (String path : new String[] {"/info", "/collections/status"}) {
      assertThat(anybody.get(path).status()).isEqualTo(403);
      var refused = Client.of(TestProxy.person()).get(path);
      assertThat(refused.status()).isEqualTo(403);
      assertThat(refused.json().path("detail").asString())
          .isEqualTo("Access denied. Administrator privileges required.");
    }
    Client admin = Client.of(TestProxy.admin());
    assertThat(admin.get("/info").json().path("flowise_url").asString())
        .isEqualTo(TestProxy.FLOWISE.baseUrl().toString());
    assertThat(
            admin.get("/collections/status").json().path("collections").path("users").has("exists"))
        .isTrue();
  }

  @Test
  void probes_and_metrics_are_there() throws IOException, InterruptedException {
    assertThat(anybody.get("/actuator/health/liveness").status()).isEqualTo(200);
    assertThat(anybody.get("/actuator/health/readiness").status()).isEqualTo(200);
    var request = HttpRequest.newBuilder(URI.create(TestProxy.url("/actuator/prometheus"))).build();
    var metrics =
        HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString()).body();
    assertThat(metrics)
        .contains(
            "flowmeter_completions_total{", "flowmeter_open_streams", "flowmeter_first_token");
  }
}
