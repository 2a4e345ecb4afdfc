package io.flowmeter.accounting.ledger;

import java.time.Instant;
import java.util.Comparator;
import java.util.UUID;

/** Where a fact stands among one person's facts: by time, ties broken by the event's id. */
public record Position(Instant occurredAt, UUID eventId) implements Comparable<Position> {

  public static final Position BEGINNING = startOf(Instant.EPOCH);

  // UUID.compareTo compares signed halves; the order here is that of the bytes, as in PostgreSQL.
  private static final Comparator<UUID> BY_BYTES =
      Comparator.comparing(UUID::getMostSignificantBits, Long::compareUnsigned)
          .thenComparing(UUID::getLeastSignificantBits, Long::compareUnsigned);

  private static final Comparator<Position> ORDER =
      Comparator.comparing(Position::occurredAt).thenComparing(Position::eventId, BY_BYTES);

  /** Before every fact of that moment. */
  public static Position startOf(Instant moment) {
    return new Position(moment, new UUID(0, 0));
  }

  public boolean isAfter(Position other) {
    return compareTo(other) > 0;
  }

  @Override
  public int compareTo(Position other) {
    return ORDER.compare(this, other);
  }
}
