package io.flowmeter.eventing;

import io.flowmeter.events.UserRegistered;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.message.BinaryMessageEncoder;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificRecord;
import org.apache.avro.util.ClassSecurityValidator;
import org.jspecify.annotations.Nullable;

/**
 * Facts as bytes in an outbox: Avro's single-object encoding (C3 01, fingerprint of the schema,
 * data). Unlike the wire format it needs no registry, so a fact can be committed while that is
 * away; and it is read with the schema it was written with, so an outbox outlives an upgrade.
 *
 * @see <a href="https://avro.apache.org/docs/1.12.0/specification/#single-object-encoding">Avro's
 *     specification</a>
 */
public final class EventCodec {
  private static final int HEADER_BYTES = 10;

  static {
    trustEvents();
  }

  private static final Map<Long, Released> RELEASED = released();

  private EventCodec() {}

  /** Avro instantiates only classes it was told to trust: all that our schemas generate. */
  static void trustEvents() {
    String events = UserRegistered.class.getPackageName();
    ClassSecurityValidator.setGlobal(
        ClassSecurityValidator.composite(
            ClassSecurityValidator.DEFAULT, type -> type.getPackageName().equals(events)));
  }

  public static byte[] encode(SpecificRecord event) {
    var model = SpecificData.getForSchema(event.getSchema());
    var bytes = new ByteArrayOutputStream(256);
    try {
      new BinaryMessageEncoder<SpecificRecord>(model, event.getSchema()).encode(event, bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /**
   * @throws IllegalArgumentException if the bytes are no fact of a released schema
   */
  public static SpecificRecord decode(byte[] bytes) {
    if (bytes.length < HEADER_BYTES || bytes[0] != (byte) 0xC3 || bytes[1] != 1) {
      throw new IllegalArgumentException("not in single-object encoding");
    }
    long fingerprint = ByteBuffer.wrap(bytes, 2, 8).order(ByteOrder.LITTLE_ENDIAN).getLong();
    Released released = RELEASED.get(fingerprint);
    if (released == null)
      throw new IllegalArgumentException("written with a schema that is not released");
    var model = SpecificData.getForClass(released.type());
    Schema reader = model.getSchema(released.type());
    var data =
        DecoderFactory.get().binaryDecoder(bytes, HEADER_BYTES, bytes.length - HEADER_BYTES, null);
    try {
      return new SpecificDatumReader<SpecificRecord>(released.writer(), reader, model)
          .read(null, data);
    } catch (IOException e) {
      throw new IllegalArgumentException("damaged " + reader.getFullName(), e);
    }
  }

  private record Released(Schema writer, Class<? extends SpecificRecord> type) {}

  private static Map<Long, Released> released() {
    var schemas = new HashMap<Long, Released>();
    for (Topic topic : Topic.values()) {
      for (var type : topic.records()) {
        Schema schema;
        for (int version = 1;
            (schema = approved(type.getSimpleName(), version)) != null;
            version++) {
          schemas.put(SchemaNormalization.parsingFingerprint64(schema), new Released(schema, type));
        }
      }
    }
    return Map.copyOf(schemas);
  }

  private static @Nullable Schema approved(String name, int version) {
    String file = "/schemas/approved/%s/v%d.avsc".formatted(name, version);
    try (InputStream in = EventCodec.class.getResourceAsStream(file)) {
      return in == null ? null : new Schema.Parser().parse(in);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file, e);
    }
  }
}
