package io.flowmeter.accounting.replay;

import io.flowmeter.identity.UserId;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Facts as the shadow stores them: many packed ones of a part in one value, each behind a byte that
 * tells its length. A part is the facts of some people, all of theirs; of all facts it is a small
 * share, which is put in order in memory.
 */
final class Segments {
  static final int PARTS = 128;

  private static final int FETCH_SEGMENTS = 32;
  private static final int SAMPLED = 1_000;

  private final Map<Integer, ByteArrayOutputStream> parts = new TreeMap<>();
  private final ByteBuffer packed = ByteBuffer.allocate(PackedFact.MAX_BYTES);

  static int partOf(UserId user) {
    return Math.floorMod(user.value().hashCode(), PARTS);
  }

  void add(StoredFact fact) {
    PackedFact.write(fact, packed.clear());
    var part = parts.computeIfAbsent(partOf(fact.userId()), _ -> new ByteArrayOutputStream());
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
   * Gives the packed facts of a part in their order.
   *
   * @param memory bytes of facts in memory at a time, about; a part with more is read in several
   *     passes, each of which picks a range
   */
  static void inOrder(Connection connection, int part, long memory, Consumer<byte[]> target)
      throws SQLException {
    for (Predicate<byte[]> range : ranges(connection, part, memory)) {
      List<byte[]> facts = new ArrayList<>();
      each(
          connection,
          part,
          fact -> {
            if (range.test(fact)) facts.add(fact);
          });
      facts.sort(PackedFact.ORDER);
      facts.forEach(target);
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
  private static List<Predicate<byte[]>> ranges(Connection connection, int part, long memory)
      throws SQLException {
    int passes = 1 + Math.toIntExact(bytes(connection, part) / memory);
    List<byte[]> sample = passes == 1 ? List.of() : sample(connection, part);
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

  private static long bytes(Connection connection, int part) throws SQLException {
    try (var query =
        connection.prepareStatement(
            "select coalesce(sum(octet_length(facts)), 0) from ledger_rebuild.segments where part = ?")) {
      query.setInt(1, part);
      var rows = query.executeQuery();
      rows.next();
      return rows.getLong(1);
    }
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
