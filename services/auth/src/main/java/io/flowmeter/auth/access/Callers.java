package io.flowmeter.auth.access;

import io.flowmeter.auth.account.User;
import io.flowmeter.auth.account.Users;
import io.flowmeter.auth.audit.Act;
import io.flowmeter.auth.audit.AuditLog;
import io.flowmeter.auth.audit.Origins;
import io.flowmeter.identity.AccessTokens;
import io.flowmeter.identity.Caller;
import io.flowmeter.identity.Role;
import io.flowmeter.identity.TokenCheck;
import io.flowmeter.web.ApiException;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.web.util.WebUtils;

/**
 * Who calls. Auth asks its own database, so a revoked token or a lost role counts from the next
 * request on.
 */
@Component
public class Callers {
  public static final String COOKIE = "accessToken";
  private static final String BEARER = "Bearer ";

  private final AccessTokens tokens;
  private final Users users;
  private final AuditLog audit;

  Callers(AccessTokens tokens, Users users, AuditLog audit) {
    this.tokens = tokens;
    this.users = users;
    this.audit = audit;
  }

  /** Empty if no token was given; a token that is given must be good. */
  public Optional<User> optional(HttpServletRequest request) {
    return switch (tokens.check(token(request))) {
      case TokenCheck.Missing _ -> Optional.empty();
      case TokenCheck.Valid valid -> {
        User user = current(valid.caller());
        Origins.identify(request, user.id());
        yield Optional.of(user);
      }
      case TokenCheck.Expired _, TokenCheck.WrongType _, TokenCheck.Invalid _ -> throw invalid();
    };
  }

  User required(HttpServletRequest request) {
    return optional(request).orElseThrow(() -> new ApiException(401, "Authentication required"));
  }

  Administrator administrator(HttpServletRequest request) {
    User user = required(request);
    if (!user.isAdmin()) throw refused(user, "Admin access required");
    return new Administrator(user);
  }

  Supervisor supervisor(HttpServletRequest request) {
    User user = required(request);
    if (!user.isAdmin() && user.role() != Role.SUPERVISOR) {
      throw refused(user, "Supervisor access required");
    }
    return new Supervisor(user);
  }

  private ApiException refused(User user, String why) {
    audit.refused(Act.ADMINISTRATION_ENTERED, Optional.of(user), why);
    return new ApiException(403, why);
  }

  private User current(Caller caller) {
    return users
        .byId(caller.userId())
        .filter(user -> user.accepts(caller))
        .orElseThrow(Callers::invalid);
  }

  private static ApiException invalid() {
    return new ApiException(401, "Invalid or expired token");
  }

  private static @Nullable String token(HttpServletRequest request) {
    String header = request.getHeader("Authorization");
    if (header != null && header.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
      return header.substring(BEARER.length()).strip();
    }
    Cookie cookie = WebUtils.getCookie(request, COOKIE);
    return cookie == null ? null : cookie.getValue();
  }
}
