package io.flowmeter.accounting;

import static io.flowmeter.accounting.People.now;
import static io.flowmeter.accounting.People.usage;
import static org.assertj.core.api.Assertions.assertThat;

import io.flowmeter.accounting.inbox.FactConsumer;
import io.flowmeter.eventing.Received;
import io.flowmeter.eventing.Topic;
import io.flowmeter.events.UsageRecorded;
import io.flowmeter.identity.UserId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

/**
 * A late fact costs by what follows its snapshot, not by how long a life is. The promise is about a
 * million facts ({@code -Dflowmeter.test.life=1000000}), which take long to make.
 */
class LateFactTest {
  private static final int LONG_LIFE = Integer.getInteger("flowmeter.test.life", 100_000);
  private static final Duration LIMIT = Duration.ofSeconds(1);

  private final RunningService service = RunningService.get();
  private final People people = new People(service);

  @Test
  void one_late_fact_in_a_long_life_is_booked_within_a_second() {
    UserId user = people.registeredWith(2L * LONG_LIFE);
    Instant end = live(user);

    Duration older = receive(usage(user, UUID.randomUUID(), 3, end.minusMillis(20_000)));
    Duration recent = receive(usage(user, UUID.randomUUID(), 5, end.minusMillis(5_000)));
    Duration again = receive(usage(user, UUID.randomUUID(), 7, end.minusMillis(15_000)));
    Duration oldest = receive(usage(user, UUID.randomUUID(), 11, end.minusMillis(LONG_LIFE)));
    Duration nextOldest =
        receive(usage(user, UUID.randomUUID(), 13, end.minusMillis(LONG_LIFE * 9L / 10)));
    Duration recentAgain = receive(usage(user, UUID.randomUUID(), 17, end.minusMillis(6_000)));

    long balance = people.balance(user);
    forget(user);
    assertThat(balance).isEqualTo(2L * LONG_LIFE - LONG_LIFE - 3 - 5 - 7 - 11 - 13 - 17);
    assertThat(List.of(older, recent, again, oldest, nextOldest, recentAgain))
        .allMatch(took -> took.compareTo(LIMIT) < 0);
  }

  /**
   * A life of uses of one credit, as if they had been booked one by one; the last is at its end.
   */
  private Instant live(UserId user) {
    Instant start = now();
    service
        .sql()
        .transaction(
            transaction -> {
              // Nobody checks so often whether the person is there.
              transaction.dsl().execute("set local session_replication_role = replica");
              // A statement has half a minute, wherever this runs.
              int chunk = LONG_LIFE / 10;
              for (int from = 0; from < LONG_LIFE; from += chunk) {
                transaction
                    .dsl()
                    .execute(
                        """
                        insert into usage_records (event_id, completion_id, user_id, occurred_at, service, operation,
                          credits, chatflow_id, session_id, outcome, input_tokens, output_tokens, tokens_estimated,
                          rate_card_version, started_at, duration_millis, recorded_at)
                        select uuidv7(), uuidv7(), {0}, {3}::timestamptz + n * interval '1 ms', 'chat', 'completion',
                               1, 'flow-1', 's', 'SUCCEEDED', 1, 1, false, 'flat-1', now(), 1, now()
                          from generate_series({1}, {2}) n
                        """,
                        user.value(), from + 1, from + chunk, start);
              }
            });
    service
        .sql()
        .execute(
            """
            with booking as (select gen_random_uuid() as id, allocation_id from credit_allocations where user_id = {0}),
            entries as (
              insert into ledger_entries (booking_id, kind, user_id, account, allocation_id, amount, occurred_at, booked_at)
              select id, 'usage', {0}, 'spent', null::uuid, {1}::bigint, now(), now() from booking union all
              select id, 'usage', {0}, 'credit', allocation_id, -{1}::bigint, now(), now() from booking),
            grants as (
              update credit_allocations set remaining_credits = remaining_credits - {1} where user_id = {0})
            update user_accounts set spent_credits = {1}, folded_at = {2}::timestamptz + {1} * interval '1 ms',
                   folded_event_id = gen_random_uuid()
             where user_id = {0}
            """,
            user.value(), LONG_LIFE, start);
    service
        .sql()
        .execute(
            """
            insert into ledger_snapshots
            select {0}, {2}::timestamptz + n * interval '1 ms', 'ffffffff-ffff-ffff-ffff-ffffffffffff', 0, n, 0,
                   array[allocation_id], array[total_credits - n]
              from credit_allocations, generate_series(1000, {1}, 1000) n where user_id = {0}
            """,
            user.value(), LONG_LIFE, start);
    return start.plusMillis(LONG_LIFE);
  }

  /** Other tests need not read it. */
  private void forget(UserId user) {
    service.sql().execute("delete from usage_records where user_id = {0}", user.value());
    service.sql().execute("delete from ledger_snapshots where user_id = {0}", user.value());
    service.sql().execute("delete from credit_allocations where user_id = {0}", user.value());
    service
        .sql()
        .execute("update user_accounts set spent_credits = 0 where user_id = {0}", user.value());
  }

  private Duration receive(UsageRecorded usage) {
    FactConsumer consumer =
        service.beans(FactConsumer.class).stream()
            .filter(each -> each.topic().equals(Topic.USAGE_NAME))
            .findFirst()
            .orElseThrow();
    Instant start = Instant.now();
    consumer.receive(
        List.of(
            new ConsumerRecord<>(
                Topic.USAGE_NAME,
                0,
                0,
                usage.getUserId(),
                new Received.Event(usage, new byte[0]))));
    return Duration.between(start, Instant.now());
  }
}
