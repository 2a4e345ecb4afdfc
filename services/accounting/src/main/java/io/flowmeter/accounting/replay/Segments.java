package io.flowmeter.accounting.replay;

import io.flowmeter.identity.UserId;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Facts as the shadow stores them: many packed ones of a part in one value, each behind a byte that
 * tells its length. A part is the facts of some people, all of theirs; of all facts it is a small
 * share, which is put in order in memory.
 */
final class Segments {
  static final int PARTS = 512;

  private static final int FETCH_SEGMENTS = 64;
  private static final int SAMPLED = 1_000;
  // About what a full batch has for a part.
  private static final int SEGMENT_BYTES = 8 * 1024;

  private final Map<Integer, ByteArrayOutputStream> parts = new TreeMap<>();
  private final ByteBuffer packed = ByteBuffer.allocate(PackedFact.MAX_BYTES);

  static int partOf(UserId user) {
    return Math.floorMod(user.value().hashCode(), PARTS);
  }

  void add(StoredFact fact) {
    PackedFact.write(fact, packed.clear());
    var part =
        parts.computeIfAbsent(partOf(fact.userId()), _ -> new ByteArrayOutputStream(SEGMENT_BYTES));
    part.write(packed.position());
    part.write(packed.array(), 0, packed.position());
  }

  void insert(Connection connection) throws SQLException {
    if (parts.isEmpty()) return;
    try (var insert =
        connection.prepareStatement(
            "insert into ledger_rebuild.segments select * from unnest(?::integer[], ?::bytea[])")) {
      insert.setArray(1, connection.createArrayOf("int4", parts.keySet().toArray()));
      insert.setArray(
          2,
          connection.createArrayOf(
              "bytea",
              parts.values().stream()
                  .map(ByteArrayOutputStream::toByteArray)
                  .toArray(byte[][]::new)));
      insert.executeUpdate();
    }
  }

  /**
   * A part that has facts.
   *
   * @param bytes of packed facts
   */
  record Part(int number, long bytes) {}

  static List<Part> parts(Connection connection) throws SQLException {
    List<Part> parts = new ArrayList<>();
    try (var query = connection.createStatement();
        var rows =
            query.executeQuery(
                "select part, sum(octet_length(facts)) from ledger_rebuild.segments group by part")) {
      while (rows.next()) parts.add(new Part(rows.getInt(1), rows.getLong(2)));
    }
    return parts;
  }

  /**
   * Gives the packed facts of a part in their order, those of one person at a time.
   *
   * @param memory bytes of facts in memory at a time, about; a part with more is read in several
   *     passes, each of which picks a range
   */
  static void inOrder(
      Connection connection, Part part, long memory, BiConsumer<UserId, List<byte[]>> target)
      throws SQLException {
    for (Predicate<byte[]> range : ranges(connection, part, memory)) {
      // Sorting everybody's at once would compare the same ids over and over.
      Map<String, List<byte[]>> facts = new HashMap<>();
      each(
          connection,
          part.number(),
          fact -> {
            if (range.test(fact)) {
              facts.computeIfAbsent(PackedFact.person(fact), _ -> new ArrayList<>()).add(fact);
            }
          });
      for (var person : facts.entrySet().stream().sorted(Map.Entry.comparingByKey()).toList()) {
        List<byte[]> theirs = person.getValue();
        theirs.sort(PackedFact.ORDER);
        target.accept(new UserId(person.getKey()), theirs);
      }
    }
  }

  /** Gives the packed facts of a part as they come. */
  static void each(Connection connection, int part, Consumer<byte[]> target) throws SQLException {
    try (var query =
        connection.prepareStatement("select facts from ledger_rebuild.segments where part = ?")) {
      query.setInt(1, part);
      query.setFetchSize(FETCH_SEGMENTS);
      var rows = query.executeQuery();
      while (rows.next()) {
        byte[] segment = rows.getBytes(1);
        for (int at = 0; at < segment.length; ) {
          int from = at + 1;
          at = from + Byte.toUnsignedInt(segment[at]);
          target.accept(Arrays.copyOfRange(segment, from, at));
        }
      }
    }
  }

  /** In order; each holds about as much as may be in memory. Nearly always it is one. */
  private static List<Predicate<byte[]>> ranges(Connection connection, Part part, long memory)
      throws SQLException {
    int passes = 1 + Math.toIntExact(part.bytes() / memory);
    List<byte[]> sample = passes == 1 ? List.of() : sample(connection, part.number());
    List<Predicate<byte[]>> ranges = new ArrayList<>();
    Predicate<byte[]> from = _ -> true;
    for (int pass = 1; pass < passes; pass++) {
      byte[] end = sample.get((int) ((long) sample.size() * pass / passes));
      Predicate<byte[]> before = fact -> PackedFact.ORDER.compare(fact, end) < 0;
      ranges.add(from.and(before));
      from = before.negate();
    }
    ranges.add(from);
    return ranges;
  }

  /** One fact of a thousand, in order. */
  private static List<byte[]> sample(Connection connection, int part) throws SQLException {
    List<byte[]> sample = new ArrayList<>();
    int[] seen = {0};
    each(
        connection,
        part,
        fact -> {
          if (seen[0]++ % SAMPLED == 0) sample.add(fact);
        });
    sample.sort(PackedFact.ORDER);
    return sample;
  }
}
