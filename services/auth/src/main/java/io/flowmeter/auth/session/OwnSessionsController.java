package io.flowmeter.auth.session;

import io.flowmeter.auth.account.User;
import io.flowmeter.web.ApiException;
import java.util.List;
import java.util.Map;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** On which devices a person is logged in. */
@RestController
@RequestMapping("/api/auth/sessions")
class OwnSessionsController {
  private final Sessions sessions;

  OwnSessionsController(Sessions sessions) {
    this.sessions = sessions;
  }

  record SessionsReply(List<OwnSession> sessions) {}

  @GetMapping
  SessionsReply all(User user) {
    return new SessionsReply(sessions.of(user));
  }

  @DeleteMapping("/{sessionId}")
  Map<String, String> revoke(User user, @PathVariable String sessionId) {
    if (!sessions.revokeOwn(user, sessionId)) throw new ApiException(404, "Session not found");
    return Map.of("message", "Session revoked");
  }
}
