package io.flowmeter.auth.credential;

import io.flowmeter.auth.account.User;
import io.flowmeter.auth.password.Password;
import io.flowmeter.auth.session.Cookies;
import io.flowmeter.auth.session.Sessions;
import io.flowmeter.auth.session.TokenPair;
import io.flowmeter.web.ApiException;
import io.flowmeter.web.InvalidInputException;
import io.flowmeter.web.Violation;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

@RestController
class CredentialController {
  private final Credentials credentials;
  private final Recovery recovery;
  private final Sessions sessions;
  private final Cookies cookies;
  private final ResetSettings settings;

  CredentialController(
      Credentials credentials,
      Recovery recovery,
      Sessions sessions,
      Cookies cookies,
      ResetSettings settings) {
    this.credentials = credentials;
    this.recovery = recovery;
    this.sessions = sessions;
    this.cookies = cookies;
    this.settings = settings;
  }

  record ChangeRequest(@Nullable String currentPassword, @Nullable String newPassword) {}

  record ChangeReply(String message, String accessToken, String refreshToken) {}

  record ForgotRequest(@Nullable String email) {}

  record ResetRequest(@Nullable String token, @Nullable String newPassword) {}

  /** All sessions end; whoever changed the password gets a new one with the answer. */
  @PostMapping({"/api/change-password", "/api/protected/change-password"})
  ResponseEntity<ChangeReply> change(User user, @RequestBody ChangeRequest request) {
    String current = request.currentPassword();
    String next = request.newPassword();
    if (current == null || current.isEmpty() || next == null || next.isEmpty()) {
      throw new ApiException(400, "Current password and new password are required");
    }
    check(next);
    User after =
        credentials
            .change(user, new Password(current), new Password(next))
            .orElseThrow(() -> new ApiException(400, "Current password is incorrect"));
    TokenPair pair = sessions.start(after);
    return ResponseEntity.ok()
        .headers(cookies.set(pair))
        .body(
            new ChangeReply(
                "Password changed successfully", pair.accessToken(), pair.refreshToken()));
  }

  @PostMapping("/api/auth/forgot-password")
  Map<String, String> forgot(@RequestBody ForgotRequest request) {
    String email = request.email();
    if (email == null || email.isBlank()) throw new ApiException(400, "Email is required");
    long end = System.nanoTime() + settings.answerAfter().toNanos();
    recovery.ask(email);
    for (long left = end - System.nanoTime(); left > 0; left = end - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
    return Map.of(
        "message", "If your email exists in our system, you will receive a password reset link");
  }

  @PostMapping("/api/auth/reset-password")
  Map<String, String> reset(@RequestBody ResetRequest request) {
    String token = request.token();
    String next = request.newPassword();
    if (token == null || token.isBlank() || next == null || next.isEmpty()) {
      throw new ApiException(400, "Token and new password are required");
    }
    check(next);
    if (recovery.reset(token.strip(), new Password(next))) {
      return Map.of("message", "Password reset successful");
    }
    throw new ApiException(400, "Password reset failed");
  }

  private static void check(String next) {
    Password.brokenRule(next)
        .map(rule -> rule.replace("password must", "newPassword must"))
        .ifPresent(
            rule -> {
              throw new InvalidInputException(
                  Violation.ofBody("value_error", "newPassword", rule, null));
            });
  }
}
