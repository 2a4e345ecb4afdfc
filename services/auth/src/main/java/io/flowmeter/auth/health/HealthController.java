package io.flowmeter.auth.health;

import io.flowmeter.web.Health;
import java.util.List;
import java.util.Map;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

@RestController
class HealthController {
  private final Health health;

  HealthController(Health health) {
    this.health = health;
  }

  @GetMapping({"/health", "/api/health"})
  ResponseEntity<Map<String, Object>> health() {
    List<String> failing = health.failing();
    return failing.isEmpty()
        ? ResponseEntity.ok(Map.of("status", "ok"))
        : ResponseEntity.status(503).body(Map.of("status", "error", "failing", failing));
  }
}
