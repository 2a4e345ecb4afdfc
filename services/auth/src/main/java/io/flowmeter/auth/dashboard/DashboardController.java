package io.flowmeter.auth.dashboard;

import io.flowmeter.auth.access.Supervisor;
import io.flowmeter.auth.account.User;
import java.util.Map;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

@RestController
class DashboardController {

  record DashboardReply(String message, Viewer user) {}

  record Viewer(String userId, String username, String role) {}

  record ReportsReply(String message, String role) {}

  @GetMapping({"/api/dashboard", "/api/protected/dashboard"})
  DashboardReply own(User user) {
    return new DashboardReply(
        "This is protected content for your dashboard",
        new Viewer(user.id().value(), user.username(), user.role().wire()));
  }

  /** For every role, whatever its path says. */
  @GetMapping("/api/admin/dashboard")
  Map<String, String> common(User user) {
    return Map.of("message", "User dashboard accessed successfully");
  }

  @GetMapping("/api/admin/reports")
  ReportsReply reports(Supervisor supervisor) {
    return new ReportsReply("Reports accessed successfully", supervisor.user().role().wire());
  }
}
