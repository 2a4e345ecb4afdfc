package io.flowmeter.auth.limit;

import io.flowmeter.web.ApiException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Clock;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/**
 * Limits what a client address may waste: requests that were refused, and those that cost something
 * whatever comes of them. Logins and refreshes that succeed are free, so that a school behind one
 * address is not one guesser.
 */
@Configuration(proxyBeanMethods = false)
class AddressLimit implements WebMvcConfigurer, HandlerInterceptor {
  private static final String ROUTES = "/api/auth/**";

  /** Each makes an account or a letter. */
  private static final Set<String> COSTLY =
      Set.of(
          "/api/auth/register",
          "/api/auth/signup",
          "/api/auth/resend-verification",
          "/api/auth/forgot-password");

  private final Clients clients;
  private final Recent<String, Bucket> buckets;
  private final Bucket.Size size;
  private final Clock clock;

  AddressLimit(Clients clients, LimitSettings settings, Clock clock) {
    this.clients = clients;
    this.buckets = new Recent<>(settings.maxTracked());
    this.size = new Bucket.Size(settings.addressBurst(), settings.addressPerSecond());
    this.clock = clock;
  }

  @Override
  public void addInterceptors(InterceptorRegistry registry) {
    registry.addInterceptor(this).addPathPatterns(ROUTES);
  }

  @Override
  public boolean preHandle(
      HttpServletRequest request, HttpServletResponse response, Object handler) {
    Instant now = clock.instant();
    Bucket bucket =
        buckets.find(counted(request)).orElseGet(() -> size.full(now)).refilled(size, now);
    response.setHeader("RateLimit-Limit", String.valueOf(size.burst()));
    response.setHeader("RateLimit-Remaining", String.valueOf(bucket.remaining()));
    response.setHeader(
        "RateLimit-Reset",
        String.valueOf(Seconds.roundedUp(bucket.untilTokens(size.burst(), size))));
    if (bucket.remaining() > 0) return true;
    throw new ApiException(429, "Too many requests, please try again later.")
        .header("Retry-After", String.valueOf(Seconds.roundedUp(bucket.untilTokens(1, size))));
  }

  @Override
  public void afterCompletion(
      HttpServletRequest request,
      HttpServletResponse response,
      Object handler,
      @Nullable Exception failure) {
    if (!costs(request, response.getStatus())) return;
    Instant now = clock.instant();
    Bucket _ =
        buckets.change(
            counted(request), size.full(now), bucket -> bucket.refilled(size, now).without(1));
  }

  private static boolean costs(HttpServletRequest request, int status) {
    // What was refused for its rate did no work.
    boolean refused = status >= 400 && status < 500 && status != 429;
    return refused || COSTLY.contains(request.getRequestURI());
  }

  private String counted(HttpServletRequest request) {
    return Network.countedAs(clients.addressOf(request));
  }
}
