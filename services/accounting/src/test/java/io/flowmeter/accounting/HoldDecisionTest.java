package io.flowmeter.accounting;

import static io.flowmeter.accounting.People.now;
import static io.flowmeter.accounting.db.Tables.PLACE_HOLD;
import static io.flowmeter.accounting.db.Tables.PLACE_HOLDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.flowmeter.accounting.db.tables.records.PlaceHoldRecord;
import io.flowmeter.accounting.db.tables.records.PlaceHoldsRecord;
import io.flowmeter.accounting.ledger.Credits;
import io.flowmeter.accounting.ledger.Funds;
import io.flowmeter.identity.UserId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The database decides about holds as the domain does. */
class HoldDecisionTest {
  private static final int STEPS = 300;
  private static final int BATCHES = 60;

  private final RunningService service = RunningService.get();
  private final People people = new People(service);
  private final long seed = System.nanoTime();
  private final Random random = new Random(seed);

  @Test
  void any_sequence_of_holds_and_allocations_is_decided_as_by_the_domain() {
    UserId user = people.registered();
    Funds funds = new Funds(0, Credits.NONE);
    for (int step = 0; step < STEPS; step++) {
      if (random.nextInt(10) == 0) {
        long credits = 1L + random.nextInt(30);
        people.allocate(user, credits);
        funds = new Funds(funds.balance() + credits, funds.held());
        continue;
      }
      Credits price = Credits.of(random.nextInt(5));
      PlaceHoldRecord decided = place(user, price);
      switch (funds.hold(price)) {
        case Funds.HoldDecision.Placed(Funds after) -> {
          assertThat(decided.getOutcome()).as("seed %d", seed).isEqualTo("placed");
          funds = after;
        }
        case Funds.HoldDecision.Insufficient _ ->
            assertThat(decided.getOutcome()).as("seed %d", seed).isEqualTo("insufficient");
      }
      assertThat(decided.getAvailable()).as("seed %d", seed).isEqualTo(funds.available());
    }
  }

  @Test
  void holds_decided_together_get_what_they_would_get_one_after_the_other() {
    List<UserId> users = List.of(people.registered(), people.registered(), people.registered());
    Map<UserId, Funds> funds = new HashMap<>();
    users.forEach(user -> funds.put(user, new Funds(0, Credits.NONE)));
    for (int batch = 0; batch < BATCHES; batch++) {
      UserId rich = users.get(random.nextInt(users.size()));
      long credits = 1L + random.nextInt(40);
      people.allocate(rich, credits);
      funds.computeIfPresent(rich, (_, had) -> new Funds(had.balance() + credits, had.held()));
      List<Asked> asked = new ArrayList<>();
      for (int i = 0; i <= random.nextInt(30); i++) {
        UserId user = users.get(random.nextInt(users.size()));
        asked.add(new Asked(user, UUID.randomUUID(), random.nextInt(5)));
      }

      var decided = place(asked);

      assertThat(decided).as("seed %d", seed).hasSameSizeAs(asked);
      for (int i = 0; i < asked.size(); i++) {
        Asked one = asked.get(i);
        Funds before = Objects.requireNonNull(funds.get(one.user()));
        String expected =
            switch (before.hold(Credits.of(one.price()))) {
              case Funds.HoldDecision.Placed(Funds after) -> {
                funds.put(one.user(), after);
                yield "placed";
              }
              case Funds.HoldDecision.Insufficient _ -> "insufficient";
            };
        PlaceHoldsRecord decision = decided.get(i);
        assertThat(decision.getOutcome()).as("seed %d", seed).isEqualTo(expected);
        assertThat(decision.getAvailable())
            .as("seed %d", seed)
            .isEqualTo(Objects.requireNonNull(funds.get(one.user())).available());
      }
    }
  }

  @Test
  void together_with_others_a_repeated_completion_is_answered_and_a_stolen_one_refused() {
    UserId owner = people.registeredWith(10);
    UserId thief = people.registeredWith(10);
    UUID completion = UUID.randomUUID();
    var first = place(List.of(new Asked(owner, completion, 3))).getFirst();

    var again =
        place(List.of(new Asked(owner, UUID.randomUUID(), 2), new Asked(owner, completion, 4)));
    var stolen =
        place(List.of(new Asked(thief, completion, 3), new Asked(thief, UUID.randomUUID(), 1)));

    assertThat(again)
        .extracting(PlaceHoldsRecord::getOutcome)
        .containsExactly("placed", "repeated");
    assertThat(again.get(1).getHoldId()).isEqualTo(first.getHoldId());
    assertThat(again.get(1).getCredits()).as("what it got then").isEqualTo(3);
    assertThat(stolen)
        .extracting(PlaceHoldsRecord::getOutcome)
        .containsExactly("conflict", "placed");
    assertThat(stolen.get(1).getAvailable()).isEqualTo(9);
  }

  @Test
  void instances_that_decide_at_the_same_time_never_give_more_than_there_is() throws Exception {
    UserId user = people.registeredWith(10);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<List<PlaceHoldsRecord>>> instances = new ArrayList<>();
      for (int instance = 0; instance < 8; instance++) {
        instances.add(
            threads.submit(
                () ->
                    place(
                        Stream.generate(() -> new Asked(user, UUID.randomUUID(), 1))
                            .limit(20)
                            .toList())));
      }
      long placed = 0;
      for (var instance : instances) {
        placed += instance.get().stream().filter(it -> it.getOutcome().equals("placed")).count();
      }
      assertThat(placed).isEqualTo(10);
    }
  }

  private record Asked(UserId user, UUID completion, long price) {}

  /** As one instance does it: all in one statement. */
  private List<PlaceHoldsRecord> place(List<Asked> asked) {
    int size = asked.size();
    String[] same = new String[size];
    Arrays.fill(same, "user");
    String[] roles = new String[size];
    Arrays.fill(roles, "enduser");
    return service
        .sql()
        .selectFrom(
            PLACE_HOLDS(
                asked.stream().map(it -> it.completion().toString()).toArray(String[]::new),
                asked.stream().map(it -> it.user().value()).toArray(String[]::new),
                same,
                same,
                roles,
                same,
                asked.stream().map(Asked::price).toArray(Long[]::new),
                same,
                now(),
                now().plusSeconds(900)))
        .orderBy(PLACE_HOLDS.PLACE)
        .fetch();
  }

  private PlaceHoldRecord place(UserId user, Credits price) {
    return service
        .sql()
        .selectFrom(
            PLACE_HOLD(
                UUID.randomUUID().toString(),
                user.value(),
                "user",
                "user@school.example",
                "enduser",
                "flow-1",
                price.amount(),
                "flat-1",
                now(),
                now().plusSeconds(900)))
        .fetchSingle();
  }
}
