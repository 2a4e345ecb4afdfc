package io.flowmeter.accounting;

import static io.flowmeter.accounting.People.now;
import static io.flowmeter.accounting.People.usage;
import static io.flowmeter.accounting.db.Tables.CREDIT_ALLOCATIONS;
import static io.flowmeter.accounting.db.Tables.STREAMING_SESSIONS;
import static io.flowmeter.accounting.db.Tables.USER_ACCOUNTS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.flowmeter.eventing.Topic;
import io.flowmeter.events.BalanceChanged;
import io.flowmeter.identity.UserId;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ExpiryTest {
  private final RunningService service = RunningService.get();
  private final People people = new People(service);
  private final TopicReader topics = new TopicReader(service);

  @Test
  void an_expired_hold_is_released_and_the_balance_told() {
    UserId user = people.registeredWith(10);
    UUID completion = UUID.randomUUID();
    people.hold(user, completion);

    people.letHoldsExpire(user);

    await().untilAsserted(() -> assertThat(status(completion)).isEqualTo("expired"));
    assertThat(held(user)).isZero();
    await().untilAsserted(() -> assertThat(lastChange(user).getAvailable()).isEqualTo(10));
    assertThat(people.balance(user)).isEqualTo(10);
  }

  @Test
  void a_usage_whose_hold_has_expired_is_still_charged() {
    UserId user = people.registeredWith(10);
    UUID completion = UUID.randomUUID();
    people.hold(user, completion);
    people.letHoldsExpire(user);
    await().untilAsserted(() -> assertThat(status(completion)).isEqualTo("expired"));

    service.publish(usage(user, completion, 1, now()));

    people.awaitBalance(user, 9);
    assertThat(status(completion)).isEqualTo("completed");
    assertThat(held(user)).isZero();
  }

  @Test
  void expired_credits_are_booked_and_the_balance_told() {
    UserId user = people.registeredWith(10);

    people.letCreditsExpire(user);

    await()
        .untilAsserted(
            () ->
                assertThat(
                        service
                            .sql()
                            .fetchValue(
                                CREDIT_ALLOCATIONS.EXPIRED_CREDITS,
                                CREDIT_ALLOCATIONS.USER_ID.eq(user.value())))
                    .isEqualTo(10));
    assertThat(people.booked(user)).isZero();
    assertThat(people.balance(user)).isZero();
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(() -> assertThat(lastChange(user).getBalance()).isZero());
  }

  private BalanceChanged lastChange(UserId user) {
    return (BalanceChanged) topics.events(Topic.BALANCES_NAME, user.value()).getLast();
  }

  private String status(UUID completion) {
    return service
        .sql()
        .fetchSingle(STREAMING_SESSIONS, STREAMING_SESSIONS.SESSION_ID.eq(completion.toString()))
        .getStatus();
  }

  private long held(UserId user) {
    return service
        .sql()
        .fetchSingle(USER_ACCOUNTS, USER_ACCOUNTS.USER_ID.eq(user.value()))
        .getHeldCredits();
  }
}
