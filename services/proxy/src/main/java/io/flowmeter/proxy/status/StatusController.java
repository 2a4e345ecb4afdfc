package io.flowmeter.proxy.status;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.flowmeter.web.Health;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

@RestController
class StatusController {
  static final String SERVICE = "flowise-proxy-service";
  static final String VERSION = "1.0.0";

  private final Health health;

  StatusController(Health health) {
    this.health = health;
  }

  @GetMapping("/")
  Welcome welcome() {
    return new Welcome("Flowise Proxy Service", VERSION, "running");
  }

  @GetMapping("/health")
  ResponseEntity<State> health() {
    List<String> failing = health.failing();
    return failing.isEmpty()
        ? ResponseEntity.ok(new State("healthy", SERVICE, VERSION, null))
        : ResponseEntity.status(503).body(new State("unhealthy", SERVICE, VERSION, failing));
  }

  record Welcome(String message, String version, String status) {}

  record State(
      String status,
      String service,
      String version,
      @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable List<String> failing) {}
}
