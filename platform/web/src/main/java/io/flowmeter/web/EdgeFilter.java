package io.flowmeter.web;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Map;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Security headers, and which other sites' pages may read the answers. A page of a foreign site is
 * not refused here but by its browser, which is not told that it may read: programs send no origin.
 */
final class EdgeFilter extends OncePerRequestFilter {
  private static final Map<String, String> SECURITY =
      Map.of(
          "X-Content-Type-Options", "nosniff",
          "X-Frame-Options", "DENY",
          "Referrer-Policy", "no-referrer",
          "Strict-Transport-Security", "max-age=31536000; includeSubDomains",
          "Content-Security-Policy",
              "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
          "Cross-Origin-Opener-Policy", "same-origin",
          "Cross-Origin-Resource-Policy", "same-origin",
          "X-Permitted-Cross-Domain-Policies", "none",
          "Cache-Control", "no-store");

  private final CorsSettings settings;

  EdgeFilter(CorsSettings settings) {
    this.settings = settings;
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    SECURITY.forEach(response::setHeader);
    response.addHeader("Vary", "Origin");
    String origin = request.getHeader("Origin");
    if (origin != null && settings.allows(origin)) allow(origin, response);
    if (origin != null && isPreflight(request)) {
      response.setStatus(HttpServletResponse.SC_NO_CONTENT);
      return;
    }
    chain.doFilter(request, response);
  }

  private void allow(String origin, HttpServletResponse response) {
    boolean named = settings.names(origin);
    response.setHeader("Access-Control-Allow-Origin", named ? origin : "*");
    if (named && settings.credentials()) {
      response.setHeader("Access-Control-Allow-Credentials", "true");
    }
    response.setHeader("Access-Control-Allow-Methods", "GET,HEAD,PUT,PATCH,POST,DELETE,OPTIONS");
    response.setHeader(
        "Access-Control-Allow-Headers",
        "Authorization,Content-Type,Idempotency-Key,Range,If-None-Match,traceparent");
    response.setHeader(
        "Access-Control-Expose-Headers", "Retry-After,Content-Disposition,Content-Range,ETag");
    response.setHeader("Access-Control-Max-Age", "600");
    response.setHeader("Cross-Origin-Resource-Policy", "cross-origin");
  }

  private static boolean isPreflight(HttpServletRequest request) {
    return request.getMethod().equals("OPTIONS")
        && request.getHeader("Access-Control-Request-Method") != null;
  }
}
