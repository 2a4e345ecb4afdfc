package io.flowmeter.auth.session;

import io.flowmeter.auth.access.Callers;
import io.flowmeter.auth.access.TokenSettings;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseCookie;
import org.springframework.stereotype.Component;
import org.springframework.web.util.WebUtils;

/**
 * The predecessor's cookies. The refresh token is also set for the logout route, which could not
 * see it there and so ended no session.
 */
@Component
public class Cookies {
  private static final String REFRESH = "refreshToken";
  private static final List<String> REFRESH_PATHS =
      List.of("/api/auth/refresh", "/api/auth/logout");

  private final TokenSettings settings;
  private final boolean secure;

  Cookies(
      TokenSettings settings,
      @Value("${flowmeter.cookies.secure:}") String secure,
      @Value("${flowmeter.cookies.node-env:}") String nodeEnv) {
    this.settings = settings;
    this.secure = secure.isBlank() ? nodeEnv.equals("production") : Boolean.parseBoolean(secure);
  }

  public HttpHeaders set(TokenPair pair) {
    return headers(
        pair.accessToken(),
        settings.accessLifetime(),
        pair.refreshToken(),
        settings.refreshLifetime());
  }

  HttpHeaders clear() {
    return headers("", Duration.ZERO, "", Duration.ZERO);
  }

  Optional<String> refreshToken(HttpServletRequest request, @Nullable String inBody) {
    var cookie = WebUtils.getCookie(request, REFRESH);
    if (cookie != null && !cookie.getValue().isEmpty()) return Optional.of(cookie.getValue());
    return Optional.ofNullable(inBody).filter(token -> !token.isBlank());
  }

  private HttpHeaders headers(
      String access, Duration accessAge, String refresh, Duration refreshAge) {
    var headers = new HttpHeaders();
    headers.add(HttpHeaders.SET_COOKIE, cookie(Callers.COOKIE, access, "/", accessAge));
    for (String path : REFRESH_PATHS) {
      headers.add(HttpHeaders.SET_COOKIE, cookie(REFRESH, refresh, path, refreshAge));
    }
    headers.setCacheControl("no-store");
    return headers;
  }

  private String cookie(String name, String value, String path, Duration age) {
    return ResponseCookie.from(name, value)
        .httpOnly(true)
        .secure(secure)
        .sameSite("Strict")
        .path(path)
        .maxAge(age)
        .build()
        .toString();
  }
}
