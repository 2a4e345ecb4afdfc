package io.flowmeter.proxy.credit;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowType;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps tries away from an accounting that does not answer, so that nobody waits in vain. */
final class Circuit {
  private static final Logger log = LoggerFactory.getLogger(Circuit.class);
  private static final int PERCENT_THAT_OPENS = 50;
  private static final int TRIAL_CALLS = 3;

  private final CircuitBreaker breaker;

  Circuit(CreditSettings settings) {
    breaker =
        CircuitBreaker.of(
            "accounting",
            CircuitBreakerConfig.custom()
                .slidingWindowType(SlidingWindowType.COUNT_BASED)
                .slidingWindowSize(settings.circuitCalls())
                .minimumNumberOfCalls(settings.circuitCalls())
                .failureRateThreshold(PERCENT_THAT_OPENS)
                .waitDurationInOpenState(settings.circuitOpenTime())
                .permittedNumberOfCallsInHalfOpenState(TRIAL_CALLS)
                .build());
    breaker
        .getEventPublisher()
        .onStateTransition(
            event -> log.warn("accounting's circuit: {}", event.getStateTransition()));
  }

  /** Each permission is followed by {@link #ended} or {@link #notAsked}. */
  boolean permits() {
    return breaker.tryAcquirePermission();
  }

  void ended(boolean answered, long nanos) {
    if (answered) breaker.onSuccess(nanos, TimeUnit.NANOSECONDS);
    else breaker.onError(nanos, TimeUnit.NANOSECONDS, new IllegalStateException("no answer"));
  }

  void notAsked() {
    breaker.releasePermission();
  }

  boolean isOpen() {
    return breaker.getState() == CircuitBreaker.State.OPEN;
  }

  void reset() {
    breaker.reset();
  }
}
