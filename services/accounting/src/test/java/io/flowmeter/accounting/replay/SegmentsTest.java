package io.flowmeter.accounting.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowmeter.accounting.ledger.Credits;
import io.flowmeter.accounting.ledger.Fact;
import io.flowmeter.accounting.ledger.Position;
import io.flowmeter.embedded.TestInfrastructure;
import io.flowmeter.identity.UserId;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SegmentsTest {
  private static final Comparator<StoredFact> FOLD_ORDER =
      Comparator.<StoredFact, String>comparing(fact -> fact.userId().value())
          .thenComparing(fact -> at(fact));

  // Ids that begin alike, and differ in length: the shorter one comes first.
  private static final List<String> PEOPLE =
      List.of("a", "aa", "a-", "A_", "65f0c0ffee0000000000000a", "z".repeat(50));
  private static final int FACTS = 20_000;
  private static final int BATCH = 700;

  @ParameterizedTest
  @ValueSource(longs = {20_000, 200_000, 1_000_000_000})
  void facts_come_as_they_were_written_in_the_order_of_the_fold_however_little_memory_there_is(
      long memory) throws SQLException {
    Random random = new Random(memory);
    List<StoredFact> written = new ArrayList<>();
    for (int i = 0; i < FACTS; i++) written.add(fact(random, i));
    var database = TestInfrastructure.postgres().newDatabase();
    try (Connection connection =
        DriverManager.getConnection(database.url(), database.user(), database.password())) {
      connection.setAutoCommit(false);
      try (var create = connection.createStatement()) {
        create.execute(Shadow.CREATE);
      }
      for (int from = 0; from < FACTS; from += BATCH) {
        Segments segments = new Segments();
        written.subList(from, Math.min(FACTS, from + BATCH)).forEach(segments::add);
        segments.insert(connection);
      }

      List<StoredFact> read = new ArrayList<>();
      for (var part : Segments.parts(connection)) {
        List<StoredFact> ofPart = new ArrayList<>();
        Segments.inOrder(
            connection,
            part,
            memory,
            (user, facts) -> facts.forEach(fact -> ofPart.add(PackedFact.read(user, fact))));
        assertThat(ofPart).isSortedAccordingTo(FOLD_ORDER);
        assertThat(ofPart).allMatch(fact -> Segments.partOf(fact.userId()) == part.number());
        read.addAll(ofPart);
      }

      assertThat(read).hasSameSizeAs(written);
      assertThat(new HashSet<>(read)).isEqualTo(new HashSet<>(written));
    }
  }

  private static Position at(StoredFact stored) {
    Fact fact = stored.fact();
    return fact == null ? Position.BEGINNING : fact.at();
  }

  private static StoredFact fact(Random random, int offset) {
    var place =
        new StoredFact.Place(
            new TopicPartition(FactTopics.NAMES.get(random.nextInt(3)), random.nextInt(300)),
            offset + (random.nextInt(9) == 0 ? 1L << 40 : 0));
    var user = new UserId(PEOPLE.get(random.nextInt(PEOPLE.size())));
    return new StoredFact(user, fact(random), place);
  }

  private static @Nullable Fact fact(Random random) {
    // Also moments before 1970, and ids on both sides of what a signed long holds.
    Position at = new Position(moment(random), new UUID(random.nextInt(3) - 1L, random.nextLong()));
    long credits = random.nextInt(4) == 0 ? Long.MAX_VALUE : 1 + random.nextInt(100);
    UUID id = new UUID(random.nextLong(), random.nextLong());
    return switch (random.nextInt(5)) {
      case 0 -> null;
      case 1 ->
          new Fact.Granted(
              at,
              id,
              Credits.of(credits),
              random.nextInt(200) - 100,
              random.nextBoolean() ? moment(random) : null);
      case 2 -> new Fact.Adjusted(at, id, -credits, null);
      case 3 -> new Fact.Adjusted(at, id, credits, random.nextBoolean() ? moment(random) : null);
      default -> new Fact.Used(at, Credits.of(random.nextInt(3) == 0 ? 0 : credits));
    };
  }

  private static Instant moment(Random random) {
    return Instant.EPOCH.plus(random.nextInt(2_000) - 1_000L, ChronoUnit.MICROS);
  }
}
