package io.flowmeter.web;

import io.flowmeter.tracing.Span;
import io.flowmeter.tracing.Tracing;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.servlet.HandlerMapping;

/**
 * Gives each request a W3C {@code traceparent}, the client's where it sent one, and keeps it in the
 * MDC under that name, from where logs, calls to other services and events take it. Where tracing
 * is on it is that of the request's span.
 */
final class TraceFilter extends OncePerRequestFilter {
  private static final String TRACEPARENT = "traceparent";
  private static final Pattern FORM = Pattern.compile("00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}");
  private static final int FIRST_SERVER_ERROR = 500;

  private final Tracing tracing;

  TraceFilter(Tracing tracing) {
    this.tracing = tracing;
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    String given = request.getHeader(TRACEPARENT);
    @Nullable String parent = given != null && FORM.matcher(given).matches() ? given : null;
    if (!tracing.isOn() || isLook(request)) {
      serve(request, response, chain, parent);
      return;
    }
    try (Span span = tracing.start(Tracing.Kind.SERVER, request.getMethod(), parent)) {
      span.set("http.request.method", request.getMethod());
      try {
        serve(request, response, chain, span.traceparent());
      } finally {
        describe(span, request, response);
      }
    }
  }

  private static void serve(
      HttpServletRequest request,
      HttpServletResponse response,
      FilterChain chain,
      @Nullable String parent)
      throws ServletException, IOException {
    String trace = parent == null ? fresh() : parent;
    try (var _ = MDC.putCloseable(TRACEPARENT, trace);
        var _ = MDC.putCloseable("traceId", trace.substring(3, 35))) {
      chain.doFilter(request, response);
    }
  }

  /** Of whoever watches the service, several times a minute. */
  private static boolean isLook(HttpServletRequest request) {
    String path = request.getRequestURI();
    return path.startsWith("/actuator/") || path.endsWith("/health");
  }

  // The route and not the path: that would have ids in it, and people's addresses.
  private static void describe(
      Span span, HttpServletRequest request, HttpServletResponse response) {
    Object route = request.getAttribute(HandlerMapping.BEST_MATCHING_PATTERN_ATTRIBUTE);
    if (route != null) {
      span.rename(request.getMethod() + " " + route);
      span.set("http.route", route.toString());
    }
    span.set("http.response.status_code", response.getStatus());
    if (response.getStatus() >= FIRST_SERVER_ERROR) span.failed("status " + response.getStatus());
  }

  private static String fresh() {
    var random = ThreadLocalRandom.current();
    var hex = HexFormat.of();
    return "00-%s%s-%s-01"
        .formatted(
            hex.toHexDigits(random.nextLong()),
            hex.toHexDigits(random.nextLong()),
            hex.toHexDigits(random.nextLong() | 1));
  }
}
