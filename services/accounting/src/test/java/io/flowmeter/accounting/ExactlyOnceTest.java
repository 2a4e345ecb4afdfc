package io.flowmeter.accounting;

import static io.flowmeter.accounting.People.now;
import static io.flowmeter.accounting.People.somebody;
import static io.flowmeter.accounting.People.usage;
import static io.flowmeter.accounting.db.Tables.CREDIT_ALLOCATIONS;
import static org.assertj.core.api.Assertions.assertThat;

import io.flowmeter.accounting.db.tables.records.CreditAllocationsRecord;
import io.flowmeter.accounting.ledger.Credits;
import io.flowmeter.accounting.ledger.Fact;
import io.flowmeter.accounting.ledger.Ledger;
import io.flowmeter.accounting.ledger.Position;
import io.flowmeter.events.UsageRecorded;
import io.flowmeter.identity.UserId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Test;

/** Late, doubled, in any order, while instances come and go: the balance is that of the fold. */
class ExactlyOnceTest {
  private static final int PEOPLE = 20;
  private static final int USAGES_EACH = 12;

  private final RunningService service = RunningService.get();
  private final People people = new People(service);
  private final long seed = System.nanoTime();
  private final Random random = new Random(seed);

  @Test
  void any_delivery_of_the_same_events_gives_the_folded_balance() {
    Map<UserId, List<UsageRecorded>> usages = new HashMap<>();
    for (int i = 0; i < PEOPLE; i++) {
      UserId user = somebody();
      usages.put(user, usagesOf(user));
    }
    List<UsageRecorded> all = usages.values().stream().flatMap(List::stream).toList();

    deliver(all.subList(0, all.size() / 3));
    deliver(usages.keySet().stream().map(People::registration).toList());
    usages.keySet().forEach(people::awaitKnown);
    usages.keySet().forEach(user -> people.allocate(user, 1 + random.nextInt(60)));
    try (RunningService second = service.another(Map.of())) {
      deliver(all);
      assertThat(second.get("/api/health", null).status()).isEqualTo(200);
      deliver(all.subList(all.size() / 2, all.size()));
    }
    usages.keySet().forEach(user -> people.allocate(user, 1 + random.nextInt(60)));
    deliver(all);

    usages.forEach(this::assertFolded);
  }

  private void assertFolded(UserId user, List<UsageRecorded> usages) {
    List<Fact> facts =
        Stream.concat(
                usages.stream().map(ExactlyOnceTest::used),
                service
                    .sql()
                    .fetch(CREDIT_ALLOCATIONS, CREDIT_ALLOCATIONS.USER_ID.eq(user.value()))
                    .stream()
                    .map(ExactlyOnceTest::granted))
            .toList();
    Ledger folded = Ledger.fold(facts, now());

    people.awaitBalance(user, folded.balanceAt(now()));

    assertThat(people.booked(user)).as("seed %d", seed).isEqualTo(folded.balanceAt(now()));
    Map<UUID, Long> remaining =
        service
            .sql()
            .fetch(CREDIT_ALLOCATIONS, CREDIT_ALLOCATIONS.USER_ID.eq(user.value()))
            .intoMap(CREDIT_ALLOCATIONS.ALLOCATION_ID, CREDIT_ALLOCATIONS.REMAINING_CREDITS);
    Map<UUID, Long> expected = new HashMap<>();
    folded
        .grants()
        .forEach(grant -> expected.put(grant.allocationId(), grant.remaining().amount()));
    assertThat(remaining).as("seed %d", seed).isEqualTo(expected);
  }

  private void deliver(List<? extends SpecificRecord> events) {
    List<SpecificRecord> delivered = new ArrayList<>(events);
    delivered.addAll(events.subList(0, events.size() / 2));
    Collections.shuffle(delivered, random);
    service.publish(delivered.toArray(SpecificRecord[]::new));
  }

  private List<UsageRecorded> usagesOf(UserId user) {
    List<UsageRecorded> usages = new ArrayList<>();
    for (int i = 0; i < USAGES_EACH; i++) {
      usages.add(
          usage(
              user,
              UUID.randomUUID(),
              random.nextInt(6),
              now().minusSeconds(random.nextInt(3_600))));
    }
    return usages;
  }

  private static Fact used(UsageRecorded event) {
    return new Fact.Used(
        new Position(event.getOccurredAt(), event.getEventId()), Credits.of(event.getCredits()));
  }

  private static Fact granted(CreditAllocationsRecord row) {
    return new Fact.Granted(
        new Position(row.getAllocatedAt(), row.getEventId()),
        row.getAllocationId(),
        Credits.of(row.getTotalCredits()),
        row.getPriority(),
        row.getExpiresAt());
  }
}
