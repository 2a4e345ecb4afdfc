package io.flowmeter.accounting.usage;

import io.flowmeter.accounting.booking.Book;
import io.flowmeter.accounting.booking.Books;
import io.flowmeter.accounting.inbox.Inbox;
import io.flowmeter.accounting.inbox.Reading;
import io.flowmeter.accounting.ledger.Credits;
import io.flowmeter.accounting.outbox.Outbox;
import io.flowmeter.eventing.EventIds;
import io.flowmeter.eventing.OutgoingEvent;
import io.flowmeter.events.CompletionOutcome;
import io.flowmeter.events.UsageRecorded;
import io.flowmeter.identity.UserId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.stereotype.Component;

/**
 * Usages that come through REST instead of the proxy's topic. They are booked at once, since the
 * answer says the balance, and told on that topic all the same, from which balances are rebuilt;
 * back here each is known as received.
 */
@Component
public class DirectUsage {
  /** In place of a chatflow's id. */
  static final String DEDUCTION = "direct:deduction";

  static final String SESSION = "direct:session";

  /** Before the service and the operation of what is neither, as the predecessor called them. */
  static final String OTHER = "direct:";

  private static final String NO_CARD = "direct";

  private final Books books;
  private final UsageRows rows;
  private final SpentCredits spent;
  private final UsageReader reader;
  private final Inbox inbox;
  private final Outbox outbox;
  private final EventIds ids;

  DirectUsage(
      Books books,
      UsageRows rows,
      SpentCredits spent,
      UsageReader reader,
      Inbox inbox,
      Outbox outbox,
      EventIds ids) {
    this.books = books;
    this.rows = rows;
    this.spent = spent;
    this.reader = reader;
    this.inbox = inbox;
    this.outbox = outbox;
    this.ids = ids;
  }

  public enum End {
    SUCCEEDED,
    FAILED,
    ABORTED
  }

  /** A session that a client opened and closed. */
  public record Session(
      String sessionId,
      UserId userId,
      String model,
      String rateCardVersion,
      Instant startedAt,
      End end,
      long tokens,
      Credits credits) {}

  /** In the caller's transaction, with the person's book open. */
  public void book(Map<UserId, Book> open, Session session) {
    Instant now = books.now();
    UsageRecorded event =
        event(session.userId(), ids.next(), session.credits(), now)
            .setChatflowId(SESSION)
            .setSessionId(session.sessionId())
            .setModel(session.model())
            .setOutcome(
                switch (session.end()) {
                  case SUCCEEDED -> CompletionOutcome.SUCCEEDED;
                  case FAILED -> CompletionOutcome.UPSTREAM_FAILED;
                  case ABORTED -> CompletionOutcome.INTERRUPTED;
                })
            .setOutputTokens(session.tokens())
            .setRateCardVersion(session.rateCardVersion())
            .setStartedAt(session.startedAt())
            .setDurationMillis(Math.max(0, Duration.between(session.startedAt(), now).toMillis()))
            .build();
    book(open, event);
  }

  void book(Map<UserId, Book> open, UserId user, UUID deductionId, Credits credits) {
    book(
        open,
        event(user, deductionId, credits, books.now())
            .setChatflowId(DEDUCTION)
            .setSessionId("")
            .setOutcome(CompletionOutcome.SUCCEEDED)
            .build());
  }

  private void book(Map<UserId, Book> open, UsageRecorded event) {
    Usage usage = usage(event);
    inbox.remember(List.of(event));
    books.post(open, Map.of(usage.userId(), List.of(usage.fact())));
    books.write(open.values());
    rows.insert(List.of(usage), books.now());
    spent.count(List.of(usage));
    outbox.add(List.of(OutgoingEvent.of(event)));
  }

  private Usage usage(UsageRecorded event) {
    return switch (reader.read(event)) {
      case Reading.Accepted<Usage>(Usage usage) -> usage;
      case Reading.Refused<Usage>(String reason) -> throw new IllegalStateException(reason);
    };
  }

  private UsageRecorded.Builder event(
      UserId user, UUID completionId, Credits credits, Instant now) {
    return UsageRecorded.newBuilder()
        .setEventId(ids.next())
        .setOccurredAt(now)
        .setUserId(user.value())
        .setCompletionId(completionId)
        .setModel(null)
        .setInputTokens(0)
        .setOutputTokens(0)
        .setTokensEstimated(true)
        .setRateCardVersion(NO_CARD)
        .setCredits(credits.amount())
        .setStartedAt(now)
        .setDurationMillis(0);
  }
}
