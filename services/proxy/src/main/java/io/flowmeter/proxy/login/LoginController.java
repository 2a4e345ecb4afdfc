package io.flowmeter.proxy.login;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.flowmeter.identity.AccessTokens;
import io.flowmeter.identity.Caller;
import io.flowmeter.identity.TokenCheck;
import io.flowmeter.web.InvalidInputException;
import io.flowmeter.web.Violation;
import jakarta.servlet.http.HttpServletRequest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** For clients that know the proxy only: their logins are auth's business. */
@RestController
@RequestMapping("/api/v1/chat")
class LoginController {
  private final AuthClient auth;
  private final AccessTokens tokens;

  LoginController(AuthClient auth, AccessTokens tokens) {
    this.auth = auth;
    this.tokens = tokens;
  }

  @PostMapping("/authenticate")
  TokenPair authenticate(@RequestBody Credentials credentials, HttpServletRequest request) {
    requireAll(
        Map.of(
            "username", given(credentials.username()), "password", given(credentials.password())));
    JsonNode answer =
        auth.post(
            "/api/auth/login",
            object()
                .put("username", credentials.username())
                .put("password", credentials.password()),
            client(request));
    return pair(answer);
  }

  @PostMapping("/refresh")
  TokenPair refresh(@RequestBody Refresh refresh, HttpServletRequest request) {
    requireAll(Map.of("refresh_token", given(refresh.refreshToken())));
    JsonNode answer =
        auth.post(
            "/api/auth/refresh",
            object().put("refreshToken", refresh.refreshToken()),
            client(request));
    return pair(answer);
  }

  /** Revokes the given refresh token; without one, or if all are meant, every one of the caller. */
  @PostMapping("/revoke")
  Revoked revoke(
      Caller caller,
      @RequestBody(required = false) @Nullable Revoke revoke,
      HttpServletRequest request) {
    String token = revoke == null ? null : revoke.onlyToken();
    if (token == null) {
      JsonNode _ = auth.post("/api/auth/logout-all", object(), client(request));
      return new Revoked("All tokens revoked successfully");
    }
    JsonNode _ =
        auth.post("/api/auth/logout", object().put("refreshToken", token), client(request));
    return new Revoked("Token revoked successfully");
  }

  private TokenPair pair(JsonNode answer) {
    String access = answer.path("accessToken").asString("");
    Long expiresIn = Lifetime.secondsOf(access);
    return new TokenPair(
        access,
        answer.path("refreshToken").asString(""),
        "bearer",
        expiresIn,
        answer.has("user") ? answer.path("user") : user(access),
        answer.path("message").asString(""));
  }

  /** Auth's refresh does not repeat who it is for; its new token says so. */
  private JsonNode user(String access) {
    ObjectNode user = object();
    if (tokens.check(access) instanceof TokenCheck.Valid(Caller caller)) {
      user.put("id", caller.userId().value())
          .put("username", caller.username())
          .put("email", caller.email())
          .put("isVerified", true)
          .put("role", caller.role().wire());
    }
    return user;
  }

  private static void requireAll(Map<String, String> fields) {
    var missing = new ArrayList<Violation>();
    fields.forEach(
        (name, value) -> {
          if (value.isEmpty()) {
            missing.add(Violation.ofBody("missing", name, "Field required", null));
          }
        });
    if (!missing.isEmpty()) throw new InvalidInputException(missing);
  }

  private static String given(@Nullable String value) {
    return value == null ? "" : value;
  }

  private static AuthClient.Client client(HttpServletRequest request) {
    var addresses = Collections.list(request.getHeaders("X-Forwarded-For"));
    addresses.add(request.getRemoteAddr());
    return new AuthClient.Client(String.join(", ", addresses), request.getHeader("Authorization"));
  }

  private static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  record Credentials(@Nullable String username, @Nullable String password) {
    @Override
    public String toString() {
      return "Credentials[username=" + username + "]";
    }
  }

  record Refresh(@JsonProperty("refresh_token") @Nullable String refreshToken) {
    @Override
    public String toString() {
      return "Refresh[]";
    }
  }

  record Revoke(
      @JsonProperty("refresh_token") @Nullable String refreshToken,
      @JsonProperty("all_tokens") @Nullable Boolean allTokens) {

    /** Null where all are meant. */
    @Nullable String onlyToken() {
      return Boolean.TRUE.equals(allTokens) ? null : refreshToken;
    }

    @Override
    public String toString() {
      return "Revoke[allTokens=" + allTokens + "]";
    }
  }

  record Revoked(String message) {}

  record TokenPair(
      @JsonProperty("access_token") String accessToken,
      @JsonProperty("refresh_token") String refreshToken,
      @JsonProperty("token_type") String tokenType,
      @JsonProperty("expires_in") @Nullable Long expiresIn,
      JsonNode user,
      String message) {
    @Override
    public String toString() {
      return "TokenPair[user=" + user + "]";
    }
  }
}
