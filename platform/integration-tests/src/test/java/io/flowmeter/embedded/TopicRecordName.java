package io.flowmeter.embedded;

import io.apicurio.registry.resolver.ParsedSchema;
import io.apicurio.registry.resolver.data.Record;
import io.apicurio.registry.resolver.strategy.ArtifactReference;
import io.apicurio.registry.resolver.strategy.ArtifactReferenceResolverStrategy;
import io.apicurio.registry.serde.data.SerdeRecord;
import org.apache.avro.Schema;

/** Confluent's subject name strategy; Apicurio's own of that name splits the name space off. */
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
