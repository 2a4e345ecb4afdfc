package io.flowmeter.events;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What was released stays readable: {@code approved/NAME/vN.avsc} are the released versions. */
class ApprovedSchemasTest {

  private static Stream<Path> schemas() throws IOException {
    return files(Path.of("."), "avsc").stream();
  }

  @ParameterizedTest
  @MethodSource("schemas")
  void the_current_schema_is_the_newest_approved_version(Path file) {
    var newest = approved(file).getLast();

    // Equal text, docs included: a schema changes only by a new version beside the old ones.
    assertThat(parse(file).toString())
        .as("%s changed: copy it to approved/%s as the next version", file, name(file))
        .isEqualTo(newest.toString());
  }

  @ParameterizedTest
  @MethodSource("schemas")
  void each_version_reads_every_other(Path file) {
    for (Schema reader : approved(file)) {
      for (Schema writer : approved(file)) {
        assertThat(compatibility(reader, writer)).isEqualTo(SchemaCompatibilityType.COMPATIBLE);
      }
    }
  }

  @Test
  void a_field_without_default_is_found_incompatible() {
    Schema before = parse(Path.of("UserDeleted.avsc"));
    var fields = new ArrayList<Schema.Field>();
    before.getFields().forEach(field -> fields.add(new Schema.Field(field, field.schema())));
    fields.add(new Schema.Field("more", Schema.create(Schema.Type.STRING), "no default"));
    Schema after = Schema.createRecord(before.getName(), "", before.getNamespace(), false, fields);

    assertThat(compatibility(after, before)).isEqualTo(SchemaCompatibilityType.INCOMPATIBLE);
  }

  @ParameterizedTest
  @MethodSource("schemas")
  void every_fact_has_the_envelope_and_documents_each_field(Path file) {
    Schema schema = parse(file);

    assertThat(schema.getFields().stream().map(Schema.Field::name))
        .startsWith("eventId", "occurredAt", "userId");
    assertThat(schema.getDoc()).isNotBlank();
    assertThat(schema.getFields()).allSatisfy(field -> assertThat(field.doc()).isNotBlank());
  }

  private static SchemaCompatibilityType compatibility(Schema reader, Schema writer) {
    return SchemaCompatibility.checkReaderWriterCompatibility(reader, writer).getType();
  }

  private static List<Schema> approved(Path file) {
    Path folder = Path.of("approved", name(file));
    int versions = files(folder, "avsc").size();
    assertThat(versions).as("approved versions of %s", file).isPositive();
    return Stream.iterate(1, version -> version + 1)
        .limit(versions)
        .map(version -> parse(folder.resolve("v%d.avsc".formatted(version))))
        .toList();
  }

  private static String name(Path file) {
    return file.getFileName().toString().replace(".avsc", "");
  }

  private static List<Path> files(Path folder, String extension) {
    try (var files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith("." + extension)).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Schema parse(Path file) {
    try {
      return new Schema.Parser().parse(file.toFile());
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file, e);
    }
  }
}
