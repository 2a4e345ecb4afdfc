package io.flowmeter.accounting.replay;

import io.flowmeter.eventing.KnownSchemas;
import io.flowmeter.events.UsageRecorded;
import java.io.IOException;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.apache.avro.Conversions;
import org.apache.avro.Schema;
import org.apache.avro.data.TimeConversions;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.DatumReader;
import org.apache.avro.io.Decoder;
import org.apache.avro.specific.SpecificRecord;

/** What the fold needs of a {@link UsageRecorded}. The rest of it is stepped over, not read. */
record UsageOutline(UUID eventId, Instant occurredAt, long credits) implements SpecificRecord {
  private static final Schema WHOLE = UsageRecorded.getClassSchema();
  private static final Schema OUTLINE =
      Schema.createRecord(
          WHOLE.getName(),
          WHOLE.getDoc(),
          WHOLE.getNamespace(),
          false,
          Stream.of("eventId", "occurredAt", "credits")
              .map(WHOLE::getField)
              .map(field -> new Schema.Field(field, field.schema()))
              .toList());

  @Override
  public Object get(int field) {
    return switch (field) {
      case 0 -> eventId;
      case 1 -> occurredAt;
      case 2 -> credits;
      default -> throw new IndexOutOfBoundsException(field);
    };
  }

  @Override
  public void put(int field, Object value) {
    throw new UnsupportedOperationException("an outline is not changed");
  }

  @Override
  public Schema getSchema() {
    return OUTLINE;
  }

  /** Has usages read in outline, whatever released schema wrote them, and all other facts whole. */
  public static final class Readers<T> extends KnownSchemas<T> {
    private final Map<Schema, DatumReader<T>> outlines = new ConcurrentHashMap<>();

    @Override
    public DatumReader<T> createDatumReader(Schema writer) {
      return writer.getFullName().equals(OUTLINE.getFullName())
          ? outlines.computeIfAbsent(writer, Reader::new)
          : super.createDatumReader(writer);
    }
  }

  private static final class Reader<T> implements DatumReader<T> {
    // Exactly this class: Avro reads for its subclasses in the slow way.
    private static final GenericData MODEL = new GenericData();

    static {
      MODEL.addLogicalTypeConversion(new Conversions.UUIDConversion());
      MODEL.addLogicalTypeConversion(new TimeConversions.TimestampMicrosConversion());
    }

    private final DatumReader<GenericRecord> records;

    Reader(Schema writer) {
      records = new GenericDatumReader<>(writer, OUTLINE, MODEL);
    }

    @Override
    public void setSchema(Schema writer) {
      records.setSchema(writer);
    }

    @Override
    @SuppressWarnings("unchecked") // Who asks for a usage's reader expects whatever a usage is.
    public T read(T reuse, Decoder in) throws IOException {
      GenericRecord read = records.read(null, in);
      return (T) new UsageOutline((UUID) read.get(0), (Instant) read.get(1), (Long) read.get(2));
    }
  }
}
