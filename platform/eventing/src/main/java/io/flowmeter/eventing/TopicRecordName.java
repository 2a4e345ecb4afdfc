package io.flowmeter.eventing;

import io.apicurio.registry.resolver.ParsedSchema;
import io.apicurio.registry.resolver.data.Record;
import io.apicurio.registry.resolver.strategy.ArtifactReference;
import io.apicurio.registry.resolver.strategy.ArtifactReferenceResolverStrategy;
import io.apicurio.registry.serde.data.SerdeRecord;
import org.apache.avro.Schema;

/**
 * Confluent's TopicRecordNameStrategy for Apicurio's serde, whose own of that name makes the name
 * space a group: then no client of the Confluent-compatible API would find the schema.
 */
public final class TopicRecordName implements ArtifactReferenceResolverStrategy<Schema, Object> {

  @Override
  public ArtifactReference artifactReference(
      Record<Object> data, ParsedSchema<Schema> parsedSchema) {
    String topic = ((SerdeRecord<Object>) data).metadata().getTopic();
    return ArtifactReference.builder()
        .artifactId(topic + "-" + parsedSchema.getParsedSchema().getFullName())
        .build();
  }
}
