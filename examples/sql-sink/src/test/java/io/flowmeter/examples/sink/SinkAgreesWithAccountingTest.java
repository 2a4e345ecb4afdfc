package io.flowmeter.examples.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.flowmeter.embedded.TestInfrastructure;
import io.flowmeter.eventing.EventIds;
import io.flowmeter.events.CompletionOutcome;
import io.flowmeter.events.UsageRecorded;
import io.flowmeter.identity.UserId;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.Test;

/**
 * Two weeks of some people: credits are given, corrected and taken through accounting's routes,
 * expire, and are used by usages that arrive late and doubled. A failure names the seed; {@code
 * -Dflowmeter.test.seed=N} runs that case again.
 */
class SinkAgreesWithAccountingTest {
  private static final int PEOPLE = 6;
  private static final int DAYS = 8;
  private static final Duration SOON = Duration.ofSeconds(20);

  private final long seed = Long.getLong("flowmeter.test.seed", System.nanoTime());
  private final Random random = new Random(seed);
  private final MovableClock clock = new MovableClock(Duration.ofDays(DAYS));
  private final EventIds ids = new EventIds();
  private final List<UsageRecorded> underWay = new ArrayList<>();
  private final List<UsageRecorded> published = new ArrayList<>();

  @Test
  void a_balance_from_topics_alone_is_what_accounting_says_and_usage_sums_up_by_day_and_chatflow()
      throws Exception {
    try (var accounting = new RunningAccounting(clock);
        var tables = newDatabase()) {
      List<UserId> people = new ArrayList<>();
      for (int i = 0; i < PEOPLE; i++) people.add(accounting.register());
      await().atMost(SOON).until(() -> accounting.count("user_accounts") == PEOPLE);

      for (int day = 0; day < DAYS; day++) {
        for (UserId person : people) live(accounting, person);
        publish(accounting, underWay.size() / 2);
        // A sink that is started anew reads on where the last one was killed.
        if (day == DAYS / 2) copy(tables);
        clock.skip(Duration.ofDays(1));
      }
      publish(accounting, underWay.size());
      await().atMost(SOON).until(() -> accounting.count("outbox") == 0);
      await()
          .atMost(SOON)
          .until(
              () ->
                  accounting.count("usage_records where chatflow_id not like 'direct:%'")
                      == published.size());
      copy(tables);

      for (UserId person : people) {
        assertThat(balance(tables, person))
            .as("balance of %s, seed %d", person, seed)
            .isEqualTo(accounting.balance(person));
      }
      assertThat(usagePerDay(tables)).as("seed %d", seed).isEqualTo(expectedPerDay());
      assertThat(accounting.count("ledger_entries where account = 'expired'")).isPositive();
      assertThat(accounting.count("ledger_entries where kind = 'correction'")).isPositive();
    }
  }

  private void live(RunningAccounting accounting, UserId person) {
    switch (random.nextInt(8)) {
      case 0, 1 -> accounting.allocate(person, random.nextInt(1, 31), random.nextInt(1, 9));
      case 2 -> accounting.adjust(person, random.nextLong(-9, 10));
      case 3 -> accounting.deduct(person, random.nextInt(1, 6));
      default -> underWay.add(usage(person));
    }
  }

  /** Some of what is under way, in any order, each third of them twice. */
  private void publish(RunningAccounting accounting, int count) {
    Collections.shuffle(underWay, random);
    List<UsageRecorded> arriving = new ArrayList<>(underWay.subList(0, count));
    published.addAll(arriving);
    underWay.subList(0, count).clear();
    for (int i = 0; i < count / 3; i++) arriving.add(arriving.get(random.nextInt(count)));
    accounting.publish(arriving);
  }

  private UsageRecorded usage(UserId person) {
    Instant at = clock.instant().minus(Duration.ofMinutes(random.nextInt(60 * 24)));
    return UsageRecorded.newBuilder()
        .setEventId(ids.next())
        .setOccurredAt(at)
        .setUserId(person.value())
        .setCompletionId(UUID.randomUUID())
        .setChatflowId("chatflow-" + random.nextInt(3))
        .setSessionId(UUID.randomUUID().toString())
        .setModel(null)
        .setOutcome(CompletionOutcome.SUCCEEDED)
        .setInputTokens(1)
        .setOutputTokens(2)
        .setTokensEstimated(false)
        .setRateCardVersion("flat-1")
        .setCredits(random.nextInt(12))
        .setStartedAt(at)
        .setDurationMillis(0)
        .build();
  }

  private static Connection newDatabase() throws SQLException {
    var database = TestInfrastructure.postgres().newDatabase();
    return DriverManager.getConnection(database.url(), database.user(), database.password());
  }

  private static void copy(Connection tables) throws Exception {
    try (var consumer =
            new KafkaConsumer<>(
                SinkMain.kafka(TestInfrastructure.kafka().bootstrapServers()),
                new StringDeserializer(),
                new ByteArrayDeserializer());
        var facts = SinkMain.deserializer(TestInfrastructure.registry().url())) {
      new Sink(new Store(tables), consumer, facts).copyToEnd();
    }
  }

  private static long balance(Connection tables, UserId person) throws SQLException {
    try (var query = tables.prepareStatement("select flowmeter.balance(?)")) {
      query.setString(1, person.value());
      try (var rows = query.executeQuery()) {
        assertThat(rows.next()).isTrue();
        return rows.getLong(1);
      }
    }
  }

  private static Map<String, Long> usagePerDay(Connection tables) throws SQLException {
    Map<String, Long> credits = new HashMap<>();
    try (var query = tables.createStatement();
        var rows =
            query.executeQuery(
                "select day, chatflow_id, credits from flowmeter.usage_per_day"
                    + " where chatflow_id not like 'direct:%'")) {
      while (rows.next()) {
        credits.put(rows.getString(1) + " " + rows.getString(2), rows.getLong(3));
      }
    }
    return credits;
  }

  private Map<String, Long> expectedPerDay() {
    Map<String, Long> credits = new HashMap<>();
    for (UsageRecorded usage : published) {
      var day = LocalDate.ofInstant(usage.getOccurredAt(), ZoneOffset.UTC);
      credits.merge(day + " " + usage.getChatflowId(), usage.getCredits(), Long::sum);
    }
    return credits;
  }
}
