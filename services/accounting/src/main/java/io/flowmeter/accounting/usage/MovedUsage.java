package io.flowmeter.accounting.usage;

import static io.flowmeter.accounting.db.Tables.USAGE_RECORDS;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toSet;
import static org.jooq.impl.DSL.any;

import io.flowmeter.accounting.account.Accounts;
import io.flowmeter.accounting.allocation.RequestedAllocations;
import io.flowmeter.accounting.booking.Book;
import io.flowmeter.accounting.booking.Books;
import io.flowmeter.accounting.inbox.Inbox;
import io.flowmeter.accounting.inbox.Reading;
import io.flowmeter.accounting.ledger.Credits;
import io.flowmeter.accounting.ledger.Fact;
import io.flowmeter.accounting.ledger.Position;
import io.flowmeter.accounting.outbox.Outbox;
import io.flowmeter.eventing.EventIds;
import io.flowmeter.eventing.OutgoingEvent;
import io.flowmeter.events.CompletionOutcome;
import io.flowmeter.events.UsageRecorded;
import io.flowmeter.identity.UserId;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Books what was used in the predecessor, at its own time, and charges nobody for it again: a grant
 * of as many credits stands before it, which is drawn before all others. What was used had been
 * granted; of which allocation it was, the predecessor does not know.
 */
@Component
public class MovedUsage {
  private static final String CHAT = "chat";
  private static final String PREDECESSORS_PRICE = "predecessor";
  private static final int DRAWN_FIRST = 0;
  private static final int MAX_CHATFLOW_CHARS = 100;

  private final Accounts accounts;
  private final Books books;
  private final RequestedAllocations allocations;
  private final UsageRows rows;
  private final UsageReader reader;
  private final Inbox inbox;
  private final Outbox outbox;
  private final DSLContext sql;
  private final EventIds ids;
  private final TransactionTemplate transaction;

  MovedUsage(
      Accounts accounts,
      Books books,
      RequestedAllocations allocations,
      UsageRows rows,
      UsageReader reader,
      Inbox inbox,
      Outbox outbox,
      DSLContext sql,
      EventIds ids,
      TransactionTemplate transaction) {
    this.accounts = accounts;
    this.books = books;
    this.allocations = allocations;
    this.rows = rows;
    this.reader = reader;
    this.inbox = inbox;
    this.outbox = outbox;
    this.sql = sql;
    this.ids = ids;
    this.transaction = transaction;
  }

  /**
   * @param operation of a chat its chatflow
   * @param failed it was charged nevertheless
   */
  public record Row(
      long id,
      UserId user,
      Instant at,
      String service,
      String operation,
      @Nullable String model,
      boolean failed,
      Credits credits) {

    /** Of two predecessors' numbers one may be the same, but nobody's id. */
    private UUID completionId() {
      return UUID.nameUUIDFromBytes(
          "predecessor's usage\n%s\n%d".formatted(user, id).getBytes(StandardCharsets.UTF_8));
    }

    private String chatflowId() {
      if (service.equals(CHAT)) return operation;
      String other = DirectUsage.OTHER + service.replace(':', ' ') + ":" + operation;
      return other.substring(0, Math.min(other.length(), MAX_CHATFLOW_CHARS));
    }
  }

  /** One outcome for each row, in their order. */
  public List<Moved> move(List<Row> moved, UserId by, boolean apply) {
    return Objects.requireNonNull(transaction.execute(_ -> inTransaction(moved, by, apply)));
  }

  private List<Moved> inTransaction(List<Row> moved, UserId by, boolean apply) {
    Set<UserId> present = accounts.present(moved.stream().map(Row::user).collect(toSet()));
    // The lock makes a repetition at the same moment wait, until it can see what this one did.
    Map<UserId, Book> open = apply ? books.open(present) : Map.of();
    Set<UUID> known = known(moved);
    Instant now = books.now();
    List<Moved> outcomes = new ArrayList<>();
    List<Row> fresh = new ArrayList<>();
    for (Row row : moved) {
      Moved outcome = decide(row, known, present, apply, now);
      outcomes.add(outcome);
      if (!outcome.equals(Moved.CREATED)) continue;
      known.add(row.completionId());
      fresh.add(row);
    }
    if (apply && !fresh.isEmpty()) book(open, fresh, by);
    return outcomes;
  }

  private static Moved decide(
      Row row, Set<UUID> known, Set<UserId> present, boolean apply, Instant now) {
    if (known.contains(row.completionId())) return Moved.KNOWN;
    if (row.at().isAfter(now)) return Moved.refused("timestamp lies in the future");
    return apply && !present.contains(row.user()) ? Moved.NOBODY : Moved.CREATED;
  }

  private Set<UUID> known(List<Row> moved) {
    UUID[] completions = moved.stream().map(Row::completionId).toArray(UUID[]::new);
    return new HashSet<>(
        sql.select(USAGE_RECORDS.COMPLETION_ID)
            .from(USAGE_RECORDS)
            .where(USAGE_RECORDS.COMPLETION_ID.eq(any(completions)))
            .fetchSet(USAGE_RECORDS.COMPLETION_ID));
  }

  private void book(Map<UserId, Book> locked, List<Row> fresh, UserId by) {
    List<UsageRecorded> events = fresh.stream().map(this::event).toList();
    List<Usage> usages = events.stream().map(this::usage).toList();
    Map<UserId, List<Usage>> byPerson = usages.stream().collect(groupingBy(Usage::userId));
    Map<UserId, Book> open = new HashMap<>(locked);
    open.keySet().retainAll(byPerson.keySet());
    Map<UserId, List<Fact>> facts = new HashMap<>();
    Map<UserId, Fact.Granted> granted = new HashMap<>();
    byPerson.forEach(
        (user, used) -> {
          List<Fact> all = new ArrayList<>(used.stream().map(Usage::fact).toList());
          Credits sum = used.stream().map(Usage::credits).reduce(Credits.NONE, Credits::plus);
          if (!sum.isNone()) {
            Fact.Granted grant = before(used, sum);
            granted.put(user, grant);
            all.add(grant);
          }
          facts.put(user, all);
        });
    inbox.remember(events);
    books.post(open, facts);
    books.write(open.values());
    granted.forEach(
        (user, grant) ->
            allocations.tell(open, user, grant, "used before the move to Flowmeter", by));
    rows.insert(usages, books.now());
    outbox.add(events.stream().map(OutgoingEvent::of).toList());
  }

  private Fact.Granted before(List<Usage> used, Credits credits) {
    Instant first =
        used.stream().map(usage -> usage.at().occurredAt()).min(Instant::compareTo).orElseThrow();
    var at = new Position(first.minus(1, ChronoUnit.MICROS), ids.next());
    return new Fact.Granted(at, ids.next(), credits, DRAWN_FIRST, null);
  }

  private UsageRecorded event(Row row) {
    return UsageRecorded.newBuilder()
        .setEventId(ids.next())
        .setOccurredAt(row.at())
        .setUserId(row.user().value())
        .setCompletionId(row.completionId())
        .setChatflowId(row.chatflowId())
        .setSessionId("")
        .setModel(row.model())
        .setOutcome(row.failed() ? CompletionOutcome.UPSTREAM_FAILED : CompletionOutcome.SUCCEEDED)
        .setInputTokens(0)
        .setOutputTokens(0)
        .setTokensEstimated(true)
        .setRateCardVersion(PREDECESSORS_PRICE)
        .setCredits(row.credits().amount())
        .setStartedAt(row.at())
        .setDurationMillis(0)
        .build();
  }

  private Usage usage(UsageRecorded event) {
    return switch (reader.read(event)) {
      case Reading.Accepted<Usage>(Usage usage) -> usage;
      case Reading.Refused<Usage>(String reason) -> throw new IllegalStateException(reason);
    };
  }
}
