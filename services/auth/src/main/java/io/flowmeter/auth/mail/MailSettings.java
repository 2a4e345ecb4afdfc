package io.flowmeter.auth.mail;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * @param disabled true: letters are dropped instead of sent
 * @param parallel how many letters are sent at a time
 * @param queue how many may wait in memory; the others are found by the next poll
 * @param lease how long an instance may take over one letter before another tries
 * @param firstRetry doubles with each attempt
 * @param maxRetry where the doubling ends
 * @param maxAttempts after which a letter is given up
 */
@ConfigurationProperties("flowmeter.mail")
record MailSettings(
    @DefaultValue("noreply@example.com") String from,
    @DefaultValue("false") boolean disabled,
    @DefaultValue("4") int parallel,
    @DefaultValue("1000") int queue,
    @DefaultValue("60s") Duration lease,
    @DefaultValue("1s") Duration firstRetry,
    @DefaultValue("5m") Duration maxRetry,
    @DefaultValue("40") int maxAttempts) {

  Duration retryAfter(int attempts) {
    int doublings = Math.min(attempts - 1, 20);
    Duration wait = firstRetry.multipliedBy(1L << Math.max(doublings, 0));
    return wait.compareTo(maxRetry) > 0 ? maxRetry : wait;
  }
}
