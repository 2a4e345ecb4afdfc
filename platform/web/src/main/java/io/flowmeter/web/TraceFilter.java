package io.flowmeter.web;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;
import org.slf4j.MDC;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Gives each request a W3C {@code traceparent}, the client's where it sent one, and keeps it in the
 * MDC under that name, from where logs, calls to other services and events take it.
 */
final class TraceFilter extends OncePerRequestFilter {
  private static final String TRACEPARENT = "traceparent";
  private static final Pattern FORM = Pattern.compile("00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}");

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    String given = request.getHeader(TRACEPARENT);
    String trace = given != null && FORM.matcher(given).matches() ? given : fresh();
    try (var _ = MDC.putCloseable(TRACEPARENT, trace);
        var _ = MDC.putCloseable("traceId", trace.substring(3, 35))) {
      chain.doFilter(request, response);
    }
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
