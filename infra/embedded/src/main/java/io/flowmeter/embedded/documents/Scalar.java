package io.flowmeter.embedded.documents;

import de.bwaldvogel.mongo.bson.ObjectId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.UUID;

/**
 * A value as the beginning of an index entry's key. Equal values have equal bytes; where the values
 * of a type are ordered, so are the bytes.
 */
final class Scalar {
  private static final byte END = 0;

  private Scalar() {}

  static boolean is(Object value) {
    return value instanceof String
        || value instanceof Boolean
        || value instanceof UUID
        || isOrdered(value);
  }

  /** Strings are not: Java and UTF-8 disagree on their order. */
  static boolean isOrdered(Object value) {
    return value instanceof Instant || value instanceof Number || value instanceof ObjectId;
  }

  static byte[] bytes(Object value) {
    return switch (value) {
      case String text -> tagged('s', text.getBytes(StandardCharsets.UTF_8));
      case Boolean bool -> tagged('b', new byte[] {(byte) (bool ? 1 : 0)});
      case ObjectId id -> tagged('o', id.toByteArray());
      case UUID id ->
          tagged(
              'u',
              ByteBuffer.allocate(2 * Long.BYTES)
                  .putLong(id.getMostSignificantBits())
                  .putLong(id.getLeastSignificantBits())
                  .array());
      case Instant time -> tagged('t', ordered(time.toEpochMilli()));
      // As the query language compares them: whole numbers and fractions alike.
      case Number number -> tagged('n', ordered(sortable(number.doubleValue())));
      default -> throw new IllegalArgumentException("not indexed: " + value.getClass());
    };
  }

  private static long sortable(double value) {
    long bits = Double.doubleToLongBits(value + 0.0);
    return bits ^ ((bits >> 63) & Long.MAX_VALUE);
  }

  private static byte[] ordered(long value) {
    return ByteBuffer.allocate(Long.BYTES).putLong(value ^ Long.MIN_VALUE).array();
  }

  private static byte[] tagged(char type, byte[] value) {
    return ByteBuffer.allocate(value.length + 2).put((byte) type).put(value).put(END).array();
  }
}
