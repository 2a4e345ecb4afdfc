package io.flowmeter.accounting.hold;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowmeter.accounting.ledger.Credits;
import io.flowmeter.accounting.rate.Price;
import io.flowmeter.accounting.rate.RateCard;
import io.flowmeter.identity.Role;
import io.flowmeter.identity.UserId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class DeciderTest {
  private static final int QUEUE = 5;
  private static final int BATCH = 3;

  private final List<List<Ask>> decided = new ArrayList<>();
  private final Decider decider = new Decider(QUEUE, BATCH, decided::add);

  @Test
  void a_request_that_is_alone_is_decided_alone_at_once() throws InterruptedException {
    Ask only = offered(UUID.randomUUID());

    decider.decideNext();

    assertThat(decided).containsExactly(List.of(only));
  }

  @Test
  void what_has_gathered_is_decided_together_up_to_the_batch() throws InterruptedException {
    List<Ask> asks = List.of(offered(), offered(), offered(), offered());

    decider.decideNext();
    decider.decideNext();

    assertThat(decided).containsExactly(asks.subList(0, 3), asks.subList(3, 4));
  }

  @Test
  void requests_for_one_completion_are_decided_one_after_the_other() throws InterruptedException {
    UUID completion = UUID.randomUUID();
    Ask first = offered(completion);
    Ask second = offered(completion);
    Ask other = offered();

    decider.decideNext();
    decider.decideNext();

    assertThat(decided).containsExactly(List.of(first, other), List.of(second));
  }

  @Test
  void a_full_queue_takes_no_more() {
    for (int i = 0; i < QUEUE; i++) assertThat(decider.offer(ask(UUID.randomUUID()))).isTrue();

    assertThat(decider.offer(ask(UUID.randomUUID()))).isFalse();
  }

  @Test
  void nothing_is_reserved_for_whoever_waits_no_longer() throws InterruptedException {
    Ask abandoned = offered();
    assertThat(abandoned.answer().cancel(false)).isTrue();
    Ask patient = offered();

    decider.decideNext();

    assertThat(decided).containsExactly(List.of(patient));
  }

  private Ask offered() {
    return offered(UUID.randomUUID());
  }

  private Ask offered(UUID completion) {
    Ask ask = ask(completion);
    assertThat(decider.offer(ask)).isTrue();
    return ask;
  }

  private static Ask ask(UUID completion) {
    var request =
        new HoldRequest(
            completion,
            "flow-1",
            new UserId("65f0c0ffee0000000000beef"),
            "ada",
            "ada@school.example",
            Role.ENDUSER);
    return new Ask(request, card());
  }

  private static RateCard card() {
    return new RateCard(
        0,
        "flat-1",
        RateCard.Scope.CHATFLOW,
        "*",
        new Price.Flat(Credits.of(1)),
        Instant.EPOCH,
        null);
  }
}
