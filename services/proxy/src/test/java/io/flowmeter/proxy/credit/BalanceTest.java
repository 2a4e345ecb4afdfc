package io.flowmeter.proxy.credit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.flowmeter.eventing.EventIds;
import io.flowmeter.events.BalanceChanged;
import io.flowmeter.proxy.Client;
import io.flowmeter.proxy.TestProxy;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.Test;

/** The balance that is shown follows accounting's facts. */
class BalanceTest {
  private static final EventIds IDS = new EventIds();

  private final TestProxy.Person person = TestProxy.person();

  @Test
  void somebody_whom_accounting_never_mentioned_has_nothing() {
    assertThat(shown()).isZero();
  }

  @Test
  void a_change_is_shown_under_both_names() {
    TestProxy.publish(changed(40, 1));

    await().until(() -> shown() == 40);
    assertThat(Client.of(person).get("/api/v1/chat/credits").json().toString())
        .isEqualTo("{\"credits\":40,\"totalCredits\":40}");
  }

  @Test
  void the_newest_sequence_wins_in_whatever_order_they_come() {
    TestProxy.publish(changed(40, 2));
    TestProxy.publish(changed(99, 1));
    TestProxy.publish(changed(40, 2));
    var marker = TestProxy.person();
    TestProxy.publish(changed(marker, 7, 1));
    await().until(() -> shown(marker) == 7);

    await().until(() -> shown() == 40);
    TestProxy.publish(changed(12, 3));
    await().until(() -> shown() == 12);
  }

  @Test
  void one_that_cannot_be_applied_holds_up_none_of_those_that_come_with_it() {
    var other = TestProxy.person();
    TestProxy.publish(changed(5, 1));
    TestProxy.publish(changed("no user id", 1, 1));
    TestProxy.publish(changed(other, 6, 1));
    TestProxy.publish(changed(4, 2));

    await().until(() -> shown() == 4 && shown(other) == 6);
  }

  @Test
  void debt_is_shown_as_nothing() {
    TestProxy.publish(changed(5, 1));
    await().until(() -> shown() == 5);

    TestProxy.publish(changed(-3, 2));

    await().until(() -> shown() == 0);
  }

  private long shown() {
    return shown(person);
  }

  private static long shown(TestProxy.Person person) {
    return Client.of(person).get("/api/v1/chat/credits").json().path("credits").asLong();
  }

  private BalanceChanged changed(long balance, long sequence) {
    return changed(person, balance, sequence);
  }

  private static BalanceChanged changed(TestProxy.Person person, long balance, long sequence) {
    return changed(person.userId(), balance, sequence);
  }

  private static BalanceChanged changed(String userId, long balance, long sequence) {
    return BalanceChanged.newBuilder()
        .setEventId(IDS.next())
        .setOccurredAt(Instant.now().truncatedTo(ChronoUnit.MICROS))
        .setUserId(userId)
        .setBalance(balance)
        .setHeld(0)
        .setAvailable(balance)
        .setSequence(sequence)
        .build();
  }
}
