package io.flowmeter.accounting.health;

import io.flowmeter.web.Health;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

@RestController
class HealthController {
  private static final String VERSION = "1.0.0";

  private final Health health;

  HealthController(Health health) {
    this.health = health;
  }

  @GetMapping({"/health", "/api/health"})
  ResponseEntity<Map<String, Object>> health() {
    List<String> failing = health.failing();
    var body = new LinkedHashMap<String, Object>();
    body.put("status", failing.isEmpty() ? "ok" : "error");
    body.put("service", "accounting-service");
    body.put("version", VERSION);
    if (!failing.isEmpty()) body.put("failing", failing);
    return ResponseEntity.status(failing.isEmpty() ? 200 : 503).body(body);
  }
}
