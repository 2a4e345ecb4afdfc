package io.flowmeter.proxy.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.mongodb.MongoBulkWriteException;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoDatabase;
import io.flowmeter.eventing.EventIds;
import io.flowmeter.events.CompletionOutcome;
import io.flowmeter.outbox.MongoOutbox;
import io.flowmeter.proxy.TestProxy;
import io.flowmeter.proxy.completion.Authorised;
import io.flowmeter.proxy.completion.CompletionId;
import io.flowmeter.proxy.completion.Credits;
import io.flowmeter.proxy.completion.InterruptionPolicy;
import io.flowmeter.proxy.completion.Outcome;
import io.flowmeter.proxy.completion.Price;
import io.flowmeter.proxy.completion.Settlement;
import io.flowmeter.proxy.completion.Transcript;
import io.flowmeter.proxy.upstream.ChatflowId;
import io.flowmeter.proxy.upstream.Ending;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Completions whose instance is gone, while the proxy of all tests runs and recovers. */
class RecoveryTest {
  private static final Duration A_WHILE = Duration.ofMillis(800);
  private static final Clock CLOCK = Clock.systemUTC();
  private static final Settlement.Rules RULES =
      new Settlement.Rules(InterruptionPolicy.IF_DELIVERED, String::length);

  private final TestProxy.Person person = TestProxy.person();
  private final Authorised completion =
      new Authorised(
          new CompletionId(UUID.randomUUID()),
          person.caller().userId(),
          new ChatflowId("flow"),
          UUID.randomUUID(),
          "question",
          Price.flat(new Credits(5), "v9"),
          CLOCK.instant().minusSeconds(60));

  /** The journal of an instance that has been gone for a while. */
  private final Journal gone = journal(Duration.ofSeconds(-1));

  private final Journal alive = journal(Duration.ofMinutes(1));

  private static Journal journal(Duration lease) {
    return journal(TestProxy.CONTEXT.getBean(MongoDatabase.class), lease);
  }

  private static Journal journal(MongoDatabase database, Duration lease) {
    return new Journal(
        database,
        TestProxy.CONTEXT.getBean(MongoOutbox.class),
        new UsageEvents(new EventIds()),
        CLOCK,
        lease);
  }

  @Test
  void what_reached_the_client_is_charged_as_interrupted() {
    alive.begin(completion, "hash");
    alive.delivered(List.of(completion.id()));
    gone.progress(completion.id(), Transcript.ofAnswer("some words"));

    awaitUsage();

    var usage = TestProxy.USAGE.of(completion.id().value()).getFirst();
    assertThat(usage.getOutcome()).isEqualTo(CompletionOutcome.INTERRUPTED);
    assertThat(usage.getCredits()).isEqualTo(5);
    assertThat(usage.getRateCardVersion()).isEqualTo("v9");
    assertThat(usage.getOutputTokens()).isPositive();
    assertThat(recorded().shown()).isEqualTo("some words");
    assertThat(recorded().outcome()).contains(Outcome.INTERRUPTED);
  }

  @Test
  void what_reached_nobody_is_free() {
    gone.begin(completion, "hash");

    awaitUsage();

    assertThat(TestProxy.USAGE.of(completion.id().value()).getFirst().getCredits()).isZero();
  }

  @Test
  void a_completion_whose_lease_runs_is_left_alone() {
    alive.begin(completion, "hash");

    await()
        .during(A_WHILE)
        .atMost(A_WHILE.multipliedBy(2))
        .until(() -> recorded().outcome().isEmpty());
  }

  /**
   * As after a pause of the whole process: whoever paid by the lease got the answer for nothing.
   */
  @Test
  void a_completion_that_this_instance_still_makes_is_left_alone_though_its_lease_is_over() {
    // Where the proxy of all tests does not recover.
    var elsewhere = TestProxy.CONTEXT.getBean(MongoClient.class).getDatabase("held_up");
    Journal heldUp = journal(elsewhere, Duration.ofSeconds(-1));
    heldUp.begin(completion, "hash");

    int whileItIsMade = new Recovery(heldUp, RULES, CLOCK).run();
    heldUp.leave(completion.id());
    int afterwards = new Recovery(heldUp, RULES, CLOCK).run();

    assertThat(whileItIsMade).isZero();
    assertThat(afterwards).isEqualTo(1);
  }

  @Test
  void an_owner_that_was_only_slow_keeps_the_answer_and_adds_no_fact() {
    gone.begin(completion, "hash");
    awaitUsage();
    var answer = Transcript.ofAnswer("the answer");

    alive.settle(settlement(answer), answer, Duration.ofMillis(5));

    assertThat(recorded().shown()).isEqualTo("the answer");
    assertThat(recorded().outcome()).contains(Outcome.INTERRUPTED);
    assertThat(recorded().credits()).isEqualTo(Credits.NONE);
    assertOneFact();
  }

  @Test
  void settling_twice_gives_one_fact() {
    alive.begin(completion, "hash");
    var answer = Transcript.ofAnswer("the answer");

    alive.settle(settlement(answer), answer, Duration.ofMillis(5));
    alive.settle(settlement(answer), answer, Duration.ofMillis(5));

    assertOneFact();
  }

  @Test
  void a_completion_begins_once() {
    alive.begin(completion, "hash");

    assertThatThrownBy(() -> alive.begin(completion, "hash"))
        .isInstanceOf(MongoBulkWriteException.class);
  }

  private Settlement settlement(Transcript transcript) {
    return Settlement.of(
        completion, new Ending.Complete(), transcript, true, CLOCK.instant(), RULES);
  }

  private Recorded recorded() {
    return alive.find(completion.id()).orElseThrow();
  }

  private void awaitUsage() {
    await().until(() -> !TestProxy.USAGE.of(completion.id().value()).isEmpty());
  }

  private void assertOneFact() {
    awaitUsage();
    await()
        .during(A_WHILE)
        .atMost(A_WHILE.multipliedBy(2))
        .until(() -> TestProxy.USAGE.of(completion.id().value()).size() == 1);
  }
}
