package io.flowmeter.auth.mail;

import io.flowmeter.identity.UserId;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.mail.MessagingException;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.bson.Document;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.mail.MailException;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Sends the letters that wait: at once when told of one, and by a poll those that were missed,
 * because a process died or the mail server did not answer.
 */
@Component
public class MailRelay implements DisposableBean {
  private static final Logger log = LoggerFactory.getLogger(MailRelay.class);
  private static final int POLL_ACCOUNTS = 200;

  private final MailOutbox outbox;
  private final Postman postman;
  private final Map<String, LetterWriter> writers;
  private final MailSettings settings;
  private final Clock clock;
  private final MeterRegistry meters;
  private final ThreadPoolExecutor threads;

  MailRelay(
      MailOutbox outbox,
      Postman postman,
      List<LetterWriter> writers,
      MailSettings settings,
      Clock clock,
      MeterRegistry meters) {
    this.outbox = outbox;
    this.postman = postman;
    this.writers =
        writers.stream().collect(Collectors.toMap(LetterWriter::kind, Function.identity()));
    this.settings = settings;
    this.clock = clock;
    this.meters = meters;
    this.threads =
        new ThreadPoolExecutor(
            settings.parallel(),
            settings.parallel(),
            0,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(settings.queue()),
            Thread.ofVirtual().name("mail-", 1).factory());
  }

  /** A letter was committed in this account. */
  public void committed(UserId user, Document mail) {
    enqueue(MailOutbox.read(new Document("_id", new org.bson.types.ObjectId(user.value())), mail));
  }

  @Scheduled(fixedDelayString = "${flowmeter.mail.poll-interval:5s}")
  void poll() {
    try {
      outbox.due(clock.instant(), POLL_ACCOUNTS).forEach(this::enqueue);
    } catch (RuntimeException e) {
      log.warn("waiting letters cannot be read: {}", e.toString());
    }
  }

  private void enqueue(PendingMail mail) {
    try {
      threads.execute(() -> attempt(mail));
    } catch (RejectedExecutionException e) {
      log.debug("letter {} waits for the next poll", mail.id());
    }
  }

  private void attempt(PendingMail mail) {
    try {
      outbox.claim(mail, clock.instant(), settings.lease()).ifPresent(this::send);
    } catch (RuntimeException e) {
      log.warn("letter {} of userId={} waits: {}", mail.kind(), mail.user(), e.toString());
    }
  }

  private void send(MailOutbox.Claim claim) {
    PendingMail mail = claim.mail();
    try {
      var writer = writers.get(mail.kind());
      var letter = writer == null ? null : writer.write(claim.receiver(), mail).orElse(null);
      if (letter != null && !settings.disabled()) postman.deliver(letter);
      outbox.done(mail);
      count(mail, letter == null || settings.disabled() ? "dropped" : "sent");
    } catch (MailException | MessagingException e) {
      failed(mail, e);
    }
  }

  private void failed(PendingMail mail, Exception failure) {
    if (mail.attempts() >= settings.maxAttempts()) {
      log.error(
          "letter {} of userId={} given up after {} attempts: {}",
          mail.kind(),
          mail.user(),
          mail.attempts(),
          failure.getMessage());
      outbox.done(mail);
      count(mail, "given_up");
      return;
    }
    log.warn(
        "letter {} of userId={} not taken, attempt {}: {}",
        mail.kind(),
        mail.user(),
        mail.attempts(),
        failure.getMessage());
    outbox.retry(mail, clock.instant().plus(settings.retryAfter(mail.attempts())));
    count(mail, "retried");
  }

  private void count(PendingMail mail, String outcome) {
    meters.counter("flowmeter.mail.letters", "kind", mail.kind(), "outcome", outcome).increment();
  }

  @Override
  public void destroy() {
    threads.shutdown();
  }
}
