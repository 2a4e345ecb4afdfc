package io.flowmeter.bench.fact;

import io.flowmeter.bench.platform.Api;
import io.flowmeter.events.UsageRecorded;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.Schema;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;
import org.apache.avro.util.ClassSecurityValidator;
import tools.jackson.databind.JsonNode;

/** Confluent's wire format with nothing but Avro: the least that reading a fact can cost. */
final class Wire {
  private static final int HEADER_BYTES = 5;

  static {
    // Avro instantiates only classes that it was told to trust.
    String events = UsageRecorded.class.getPackageName();
    ClassSecurityValidator.setGlobal(
        ClassSecurityValidator.composite(
            ClassSecurityValidator.DEFAULT, type -> type.getPackageName().equals(events)));
  }

  private final Api registry;
  private final Map<String, Integer> ids = new ConcurrentHashMap<>();
  private final Map<Integer, SpecificDatumReader<SpecificRecord>> readers =
      new ConcurrentHashMap<>();

  Wire(URI registry) {
    this.registry = Api.at(registry);
  }

  byte[] encode(String topic, SpecificRecord event) {
    Schema schema = event.getSchema();
    int id = ids.computeIfAbsent(topic + "-" + schema.getFullName(), this::idOf);
    SpecificData model = SpecificData.getForSchema(schema);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
    bytes.writeBytes(ByteBuffer.allocate(HEADER_BYTES).put((byte) 0).putInt(id).array());
    BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(bytes, null);
    try {
      new SpecificDatumWriter<SpecificRecord>(schema, model).write(event, encoder);
      encoder.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  SpecificRecord decode(byte[] bytes) {
    int id = ByteBuffer.wrap(bytes).getInt(1);
    var reader = readers.computeIfAbsent(id, this::readerOf);
    try {
      return reader.read(
          null,
          DecoderFactory.get()
              .binaryDecoder(bytes, HEADER_BYTES, bytes.length - HEADER_BYTES, null));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private int idOf(String subject) {
    return registry
        .get("/apis/ccompat/v7/subjects/" + subject + "/versions/latest")
        .expect(200)
        .json()
        .path("id")
        .intValue();
  }

  private SpecificDatumReader<SpecificRecord> readerOf(int id) {
    JsonNode found = registry.get("/apis/ccompat/v7/schemas/ids/" + id).expect(200).json();
    Schema writer = new Schema.Parser().parse(found.path("schema").asString(""));
    Class<?> type = SpecificData.get().getClass(writer);
    SpecificData model = SpecificData.getForClass(type);
    return new SpecificDatumReader<>(writer, model.getSchema(type), model);
  }
}
