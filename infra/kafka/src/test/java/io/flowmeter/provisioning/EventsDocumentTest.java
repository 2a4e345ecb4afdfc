package io.flowmeter.provisioning;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** With {@code -Dflowmeter.docs=write} both documents are written anew. */
class EventsDocumentTest {
  private final List<TopicDefinition> topics = TopicDefinitions.load();

  @Test
  void the_kept_AsyncAPI_document_is_what_schemas_and_topics_are() throws IOException {
    String generated = AsyncApi.document(topics);

    assertThat(kept("asyncapi.json", generated)).isEqualTo(generated);
  }

  @Test
  void the_page_of_events_is_what_schemas_and_topics_are() throws IOException {
    String generated = EventsPage.document(topics);

    assertThat(kept("events.md", generated)).isEqualTo(generated);
  }

  @Test
  void the_AsyncAPI_document_keeps_to_AsyncAPIs_own_schema() throws IOException {
    assertThat(violations(AsyncApi.document(topics))).isEmpty();
  }

  @Test
  void a_document_that_AsyncAPI_does_not_allow_is_found() throws IOException {
    String wrong =
        AsyncApi.document(topics).replaceFirst("\"action\" : \"send\"", "\"action\" : \"shout\"");

    assertThat(violations(wrong)).isNotEmpty();
  }

  private static List<String> violations(String document) throws IOException {
    try (InputStream in =
        EventsDocumentTest.class.getResourceAsStream("/asyncapi/3.0.0-without-$id.json")) {
      return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_7)
          .getSchema(Objects.requireNonNull(in))
          .validate(document, InputFormat.JSON)
          .stream()
          .map(Object::toString)
          .toList();
    }
  }

  private static String kept(String name, String generated) throws IOException {
    Path file = Path.of(System.getProperty("flowmeter.docs.home"), name);
    if ("write".equals(System.getProperty("flowmeter.docs"))) Files.writeString(file, generated);
    return Files.exists(file) ? Files.readString(file).replace("\r\n", "\n") : "";
  }
}
