package io.flowmeter.accounting;

import static io.flowmeter.accounting.People.now;
import static io.flowmeter.accounting.People.somebody;
import static io.flowmeter.accounting.People.usage;
import static io.flowmeter.accounting.db.Tables.CREDIT_ALLOCATIONS;
import static io.flowmeter.accounting.db.Tables.LEDGER_ENTRIES;
import static io.flowmeter.accounting.db.Tables.LEDGER_SNAPSHOTS;
import static io.flowmeter.accounting.db.Tables.USER_ACCOUNTS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.jooq.impl.DSL.sum;

import io.flowmeter.accounting.inbox.FactConsumer;
import io.flowmeter.accounting.ledger.Credits;
import io.flowmeter.accounting.ledger.Fact;
import io.flowmeter.accounting.ledger.Ledger;
import io.flowmeter.accounting.ledger.Position;
import io.flowmeter.eventing.EventIds;
import io.flowmeter.eventing.Received;
import io.flowmeter.eventing.Topic;
import io.flowmeter.events.CreditsAdjusted;
import io.flowmeter.events.CreditsAllocated;
import io.flowmeter.events.UsageRecorded;
import io.flowmeter.identity.UserId;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Collectors;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Any facts of any people, with expiries, in any order and any batches, late and doubled, through
 * the consumers and their database: each ledger is, to the credit, the plain fold of its facts. A
 * failure names the seed; {@code -Dflowmeter.test.seed=N} runs that case alone.
 */
class LedgerIsAFoldTest {
  private static final int CASES = 6;
  private static final int PEOPLE = 24;
  private static final int LONGEST_LIFE = 40;
  private static final Duration PAST = Duration.ofDays(20);

  private final RunningService service =
      RunningService.get().another(Map.of("flowmeter.ledger.snapshot-interval-facts", "4"));
  private final DSLContext sql = service.sql();
  private final EventIds ids = new EventIds();

  @Test
  void the_ledger_is_the_fold_of_the_facts_whatever_their_order_and_number() {
    Long given = Long.getLong("flowmeter.test.seed");
    long first = given == null ? System.nanoTime() : given;
    int cases = given == null ? CASES : 1;
    try (service) {
      for (long seed = first; seed < first + cases; seed++) run(seed);
    }
    assertThat(sqlOfOthers().fetchCount(LEDGER_SNAPSHOTS)).as("snapshots were used").isPositive();
  }

  private static DSLContext sqlOfOthers() {
    return RunningService.get().sql();
  }

  private void run(long seed) {
    Random random = new Random(seed);
    Map<UserId, List<SpecificRecord>> facts = new HashMap<>();
    for (int i = 0; i < PEOPLE; i++) {
      UserId user = somebody();
      facts.put(user, lifeOf(user, random));
    }
    deliver(facts.values().stream().flatMap(List::stream).toList(), random);
    facts.forEach((user, of) -> assertFolded(user, of, seed));
  }

  private List<SpecificRecord> lifeOf(UserId user, Random random) {
    // Few moments, so that facts often share one.
    Instant start = now().minus(PAST);
    List<SpecificRecord> life = new ArrayList<>();
    int facts = 1 + random.nextInt(LONGEST_LIFE);
    for (int i = 0; i < facts; i++) {
      Instant at = start.plus(Duration.ofHours(8L * random.nextInt(60)));
      int kind = random.nextInt(10);
      if (kind < 2) life.add(allocated(user, at, random));
      else if (kind < 3) life.add(adjusted(user, at, random));
      else life.add(usage(user, UUID.randomUUID(), random.nextInt(8), at));
    }
    return life;
  }

  private CreditsAllocated allocated(UserId user, Instant at, Random random) {
    return CreditsAllocated.newBuilder()
        .setEventId(ids.next())
        .setOccurredAt(at)
        .setUserId(user.value())
        .setAllocationId(UUID.randomUUID())
        .setCredits(random.nextInt(1, 31))
        .setPriority(100 + random.nextInt(2))
        .setExpiresAt(expiry(at, random))
        .setReason("")
        .setAllocatedBy("a")
        .build();
  }

  private CreditsAdjusted adjusted(UserId user, Instant at, Random random) {
    long credits = random.nextInt(1, 10);
    boolean raise = random.nextBoolean();
    return CreditsAdjusted.newBuilder()
        .setEventId(ids.next())
        .setOccurredAt(at)
        .setUserId(user.value())
        .setAdjustmentId(UUID.randomUUID())
        .setCredits(raise ? credits : -credits)
        .setExpiresAt(raise ? expiry(at, random) : null)
        .setReason("")
        .setAdjustedBy("a")
        .build();
  }

  private static @Nullable Instant expiry(Instant at, Random random) {
    return random.nextBoolean() ? null : at.plus(Duration.ofHours(8L * (1 + random.nextInt(40))));
  }

  /** In any order, in batches of a topic as they come, some of them again. */
  private void deliver(List<SpecificRecord> facts, Random random) {
    List<SpecificRecord> arriving = new ArrayList<>(facts);
    for (int i = 0; i < facts.size() / 3; i++) {
      arriving.add(facts.get(random.nextInt(facts.size())));
    }
    if (random.nextBoolean()) Collections.shuffle(arriving, random);
    Map<String, FactConsumer> consumers =
        service.beans(FactConsumer.class).stream()
            .collect(Collectors.toMap(FactConsumer::topic, each -> each));
    for (int from = 0; from < arriving.size(); ) {
      int to = Math.min(arriving.size(), from + 1 + random.nextInt(3 * PEOPLE));
      Map<Topic, List<SpecificRecord>> byTopic =
          arriving.subList(from, to).stream().collect(Collectors.groupingBy(Topic::of));
      byTopic.forEach(
          (topic, of) ->
              Objects.requireNonNull(consumers.get(topic.topicName()))
                  .receive(of.stream().map(LedgerIsAFoldTest::record).toList()));
      from = to;
    }
  }

  static ConsumerRecord<String, Received> record(SpecificRecord event) {
    String user = (String) event.get(event.getSchema().getField("userId").pos());
    return new ConsumerRecord<>(
        Topic.of(event).topicName(), 0, 0, user, new Received.Event(event, new byte[0]));
  }

  private void assertFolded(UserId user, List<SpecificRecord> events, long seed) {
    Ledger folded =
        Ledger.fold(events.stream().map(LedgerIsAFoldTest::fact).toList(), Instant.EPOCH);
    var account = sql.fetchSingle(USER_ACCOUNTS, USER_ACCOUNTS.USER_ID.eq(user.value()));

    assertThat(account.getDebtCredits()).as("debt, seed %d", seed).isEqualTo(debt(folded));
    assertThat(account.getSpentCredits()).as("spent, %d", seed).isEqualTo(folded.spent().amount());
    assertThat(account.getRemovedCredits())
        .as("removed, seed %d", seed)
        .isEqualTo(folded.removed().amount());
    Map<UUID, Long> expected = new HashMap<>();
    folded
        .grants()
        .forEach(g -> expected.put(g.allocationId(), g.remaining().plus(g.expired()).amount()));
    assertThat(undrawn(user)).as("grants, seed %d", seed).isEqualTo(expected);
    Map<String, Long> books = books(user);
    assertThat(books.values().stream().mapToLong(Long::longValue).sum())
        .as("zero sum, seed %d", seed)
        .isZero();
    assertThat(-books.getOrDefault("debt", 0L)).as("%d", seed).isEqualTo(debt(folded));
    assertThat(books.getOrDefault("credit", 0L) + books.getOrDefault("expired", 0L))
        .as("credit and expired in the books, seed %d", seed)
        .isEqualTo(expected.values().stream().mapToLong(Long::longValue).sum());
  }

  private static long debt(Ledger ledger) {
    return ledger.debt().amount();
  }

  // Whether an expiry is booked yet is a matter of the sweeper; the sum is not.
  private Map<UUID, Long> undrawn(UserId user) {
    return sql.fetch(CREDIT_ALLOCATIONS, CREDIT_ALLOCATIONS.USER_ID.eq(user.value())).stream()
        .collect(
            Collectors.toMap(
                row -> row.getAllocationId(),
                row -> row.getRemainingCredits() + row.getExpiredCredits()));
  }

  private Map<String, Long> books(UserId user) {
    return sql.select(LEDGER_ENTRIES.ACCOUNT, sum(LEDGER_ENTRIES.AMOUNT).as("total"))
        .from(LEDGER_ENTRIES)
        .where(LEDGER_ENTRIES.USER_ID.eq(user.value()))
        .groupBy(LEDGER_ENTRIES.ACCOUNT)
        .fetchMap(row -> row.value1(), row -> row.get("total", BigDecimal.class).longValueExact());
  }

  private static Fact fact(SpecificRecord event) {
    return switch (event) {
      case UsageRecorded it ->
          new Fact.Used(
              new Position(it.getOccurredAt(), it.getEventId()), Credits.of(it.getCredits()));
      case CreditsAllocated it ->
          new Fact.Granted(
              new Position(it.getOccurredAt(), it.getEventId()),
              it.getAllocationId(),
              Credits.of(it.getCredits()),
              it.getPriority(),
              it.getExpiresAt());
      case CreditsAdjusted it ->
          new Fact.Adjusted(
              new Position(it.getOccurredAt(), it.getEventId()),
              it.getAdjustmentId(),
              it.getCredits(),
              it.getExpiresAt());
      default -> throw new IllegalArgumentException(event.toString());
    };
  }
}
