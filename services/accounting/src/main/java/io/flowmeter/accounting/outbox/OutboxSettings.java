package io.flowmeter.accounting.outbox;

import java.time.Duration;
import java.time.Instant;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * @param batchEvents events published per claim at most
 * @param pollInterval how often it looks for events of other instances, or of before a crash
 * @param retryPause pause after a publication failed; doubles with each failure of the same event
 * @param retryPauseMax longest pause
 * @param attempts how often an event that cannot be published for its own sake is tried
 */
@ConfigurationProperties("flowmeter.outbox")
record OutboxSettings(
    @DefaultValue("2000") int batchEvents,
    @DefaultValue("1s") Duration pollInterval,
    @DefaultValue("1s") Duration retryPause,
    @DefaultValue("1m") Duration retryPauseMax,
    @DefaultValue("8") int attempts) {
  private static final int MAX_DOUBLINGS = 20;

  Instant retryAfter(int failuresBefore, Instant now) {
    Duration pause = retryPause.multipliedBy(1L << Math.min(failuresBefore, MAX_DOUBLINGS));
    return now.plus(pause.compareTo(retryPauseMax) < 0 ? pause : retryPauseMax);
  }
}
