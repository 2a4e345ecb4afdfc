package io.flowmeter.accounting;

import static io.flowmeter.accounting.People.now;
import static io.flowmeter.accounting.db.Tables.PLACE_HOLD;
import static org.assertj.core.api.Assertions.assertThat;

import io.flowmeter.accounting.db.tables.records.PlaceHoldRecord;
import io.flowmeter.accounting.ledger.Credits;
import io.flowmeter.accounting.ledger.Funds;
import io.flowmeter.identity.UserId;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** The database decides about holds as the domain does. */
class HoldDecisionTest {
  private static final int STEPS = 300;

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
