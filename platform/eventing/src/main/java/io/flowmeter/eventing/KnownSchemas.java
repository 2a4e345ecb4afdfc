package io.flowmeter.eventing;

import io.apicurio.registry.serde.avro.DefaultAvroDatumProvider;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.Schema;
import org.apache.avro.io.DatumReader;
import org.apache.avro.io.DatumWriter;

/**
 * Finds what reads or writes a schema by the schema itself. The library finds it by a fingerprint,
 * which it takes anew for each record; that costs more than the record.
 */
public class KnownSchemas<T> extends DefaultAvroDatumProvider<T> {
  private final Map<Schema, DatumReader<T>> readers = new ConcurrentHashMap<>();
  private final Map<Schema, DatumWriter<T>> writers = new ConcurrentHashMap<>();

  @Override
  public DatumReader<T> createDatumReader(Schema schema) {
    return readers.computeIfAbsent(schema, super::createDatumReader);
  }

  @Override
  public DatumWriter<T> createDatumWriter(T data, Schema schema) {
    return writers.computeIfAbsent(schema, each -> super.createDatumWriter(data, each));
  }
}
