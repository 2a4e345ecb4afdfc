package io.flowmeter.auth.session;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.flowmeter.auth.account.User;
import io.flowmeter.auth.password.Password;
import io.flowmeter.web.ApiException;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/api/auth")
class SessionController {
  private final Login login;
  private final Sessions sessions;
  private final Cookies cookies;

  SessionController(Login login, Sessions sessions, Cookies cookies) {
    this.login = login;
    this.sessions = sessions;
    this.cookies = cookies;
  }

  /** A name or an address, in either field. */
  record LoginRequest(
      @Nullable String username, @Nullable String email, @Nullable String password) {
    @Nullable String login() {
      return username == null || username.isBlank() ? email : username;
    }
  }

  record LoginReply(String message, String accessToken, String refreshToken, LoggedIn user) {}

  record LoggedIn(
      String id,
      String username,
      String email,
      @JsonProperty("isVerified") boolean verified,
      String role) {
    static LoggedIn of(User user) {
      return new LoggedIn(
          user.id().value(), user.username(), user.email(), user.verified(), user.role().wire());
    }
  }

  record RefreshRequest(@Nullable String refreshToken) {}

  record RefreshReply(String message, String accessToken, String refreshToken) {}

  @PostMapping("/login")
  ResponseEntity<LoginReply> login(@RequestBody LoginRequest request) {
    String who = request.login();
    String password = request.password();
    if (who == null || who.isBlank() || password == null || password.isEmpty()) {
      throw new ApiException(400, "Missing required fields");
    }
    return switch (login.attempt(who, new Password(password))) {
      case Login.Outcome.Welcome(User user) -> welcome(user);
      case Login.Outcome.WrongCredentials _ -> throw new ApiException(401, "Invalid credentials");
      case Login.Outcome.NotVerified _ -> throw new ApiException(401, "Email not verified");
    };
  }

  @PostMapping("/refresh")
  ResponseEntity<RefreshReply> refresh(
      HttpServletRequest http, @RequestBody(required = false) @Nullable RefreshRequest request) {
    String token =
        cookies
            .refreshToken(http, request == null ? null : request.refreshToken())
            .orElseThrow(() -> new ApiException(400, "Refresh token is required"));
    TokenPair pair =
        sessions.refresh(token).orElseThrow(() -> new ApiException(401, "Invalid refresh token"));
    return ResponseEntity.ok()
        .headers(cookies.set(pair))
        .body(
            new RefreshReply(
                "Token refreshed successfully", pair.accessToken(), pair.refreshToken()));
  }

  @PostMapping("/logout")
  ResponseEntity<Map<String, String>> logout(
      HttpServletRequest http, @RequestBody(required = false) @Nullable RefreshRequest request) {
    String inBody = request == null ? null : request.refreshToken();
    sessions.end(cookies.refreshToken(http, inBody).orElse(null));
    return ResponseEntity.ok()
        .headers(cookies.clear())
        .body(Map.of("message", "Logout successful"));
  }

  @PostMapping("/logout-all")
  ResponseEntity<Map<String, String>> logoutAll(User user) {
    sessions.endAll(user);
    return ResponseEntity.ok()
        .headers(cookies.clear())
        .body(Map.of("message", "Logged out from all devices"));
  }

  private ResponseEntity<LoginReply> welcome(User user) {
    TokenPair pair = sessions.start(user);
    return ResponseEntity.ok()
        .headers(cookies.set(pair))
        .body(
            new LoginReply(
                "Login successful", pair.accessToken(), pair.refreshToken(), LoggedIn.of(user)));
  }
}
