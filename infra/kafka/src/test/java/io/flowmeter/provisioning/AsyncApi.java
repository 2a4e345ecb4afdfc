package io.flowmeter.provisioning;

import io.flowmeter.provisioning.TopicDefinition.Subject;
import java.util.List;
import java.util.function.Predicate;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The AsyncAPI 3.0 document of all topics: channels are topics, messages facts with their Avro
 * schemas, operations what each service sends and receives.
 *
 * @see <a href="https://www.asyncapi.com/docs/reference/specification/v3.0.0">AsyncAPI 3.0</a>
 */
final class AsyncApi {
  private static final String BINDING_VERSION = "0.5.0";
  private static final String DEAD_LETTER = "DeadLetter";
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  private final List<TopicDefinition> topics;
  private final ObjectNode document = JSON.createObjectNode();

  private AsyncApi(List<TopicDefinition> topics) {
    this.topics = topics;
  }

  static String document(List<TopicDefinition> topics) {
    var api = new AsyncApi(topics);
    api.head();
    api.channels();
    api.operations();
    api.components();
    return JSON.writeValueAsString(api.document).replace("\r\n", "\n") + "\n";
  }

  private void head() {
    document.put("asyncapi", "3.0.0");
    document
        .putObject("info")
        .put("title", "Flowmeter's facts")
        .put("version", "1")
        .put(
            "description",
            "Every fact of Flowmeter, on Kafka in Confluent's wire format. docs/events.md says the same for readers.")
        .putObject("license")
        .put("name", "Apache-2.0")
        .put("url", "https://www.apache.org/licenses/LICENSE-2.0");
    document.put("defaultContentType", "application/avro");
    ObjectNode server =
        document
            .putObject("servers")
            .putObject("local")
            .put("host", "localhost:9092")
            .put("protocol", "kafka")
            .put("description", "What ./flowmeter up starts.");
    binding(server)
        .put("schemaRegistryUrl", "http://localhost:8081/apis/ccompat/v7")
        .put("schemaRegistryVendor", "confluent");
  }

  private void channels() {
    ObjectNode channels = document.putObject("channels");
    for (TopicDefinition topic : topics) {
      ObjectNode channel =
          channels
              .putObject(topic.name())
              .put("address", topic.name())
              .put("description", topic.about());
      ObjectNode messages = channel.putObject("messages");
      for (String name : messages(topic)) {
        refer(messages.putObject(name), "#/components/messages/" + name);
      }
      ObjectNode binding = binding(channel).put("partitions", topic.partitions());
      ObjectNode settings = binding.putObject("topicConfiguration");
      settings.putArray("cleanup.policy").add(topic.configs().get("cleanup.policy"));
      settings.put(
          "retention.ms", Long.parseLong(topic.configs().getOrDefault("retention.ms", "")));
    }
  }

  private void operations() {
    ObjectNode operations = document.putObject("operations");
    for (TopicDefinition topic : topics) {
      topic.writtenBy().forEach(service -> operation(operations, service, "send", topic));
      topic.readBy().forEach(service -> operation(operations, service, "receive", topic));
    }
  }

  private static void operation(
      ObjectNode operations, String service, String action, TopicDefinition topic) {
    ObjectNode operation =
        operations.putObject(service + "." + action + "." + topic.name()).put("action", action);
    refer(operation.putObject("channel"), "#/channels/" + topic.name());
    operation.putArray("tags").addObject().put("name", service);
    ArrayNode messages = operation.putArray("messages");
    for (String name : messages(topic)) {
      refer(messages.addObject(), "#/channels/%s/messages/%s".formatted(topic.name(), name));
    }
  }

  private void components() {
    ObjectNode components = document.putObject("components");
    ObjectNode messages = components.putObject("messages");
    for (TopicDefinition topic : topics) {
      topic.subjects().forEach(subject -> message(messages, topic, subject));
    }
    deadLetter(messages.putObject(DEAD_LETTER));
    ObjectNode traits = components.putObject("messageTraits");
    headers(traits.putObject("fact"), of -> of != RecordHeader.Of.DEAD_LETTER);
    headers(traits.putObject("deadLetter"), of -> true);
  }

  private static void message(ObjectNode messages, TopicDefinition topic, Subject subject) {
    var schema = JSON.readTree(subject.schema());
    String name = schema.path("name").asString();
    ObjectNode message =
        messages
            .putObject(name)
            .put("name", schema.path("namespace").asString() + "." + name)
            .put("summary", schema.path("doc").asString());
    refer(message.putArray("traits").addObject(), "#/components/messageTraits/fact");
    message
        .putObject("payload")
        .put("schemaFormat", "application/vnd.apache.avro+json;version=1.9.0")
        .set("schema", schema);
    ObjectNode binding = binding(message);
    key(binding, topic);
    binding
        .put("schemaIdLocation", "payload")
        .put("schemaIdPayloadEncoding", "confluent")
        .put("schemaLookupStrategy", "TopicRecordNameStrategy");
  }

  private static void deadLetter(ObjectNode message) {
    message
        .put("name", DEAD_LETTER)
        .put("summary", "A record that a consumer could not read or apply, with its own bytes.")
        .put("contentType", "application/octet-stream");
    refer(message.putArray("traits").addObject(), "#/components/messageTraits/deadLetter");
    message.putObject("payload").put("type", "string").put("format", "binary");
  }

  private static void headers(ObjectNode trait, Predicate<RecordHeader.Of> wanted) {
    ObjectNode headers = trait.putObject("headers").put("type", "object");
    ObjectNode properties = headers.putObject("properties");
    ArrayNode required = headers.putArray("required");
    for (RecordHeader header : RecordHeader.values()) {
      if (!wanted.test(header.of)) continue;
      properties.putObject(header.key).put("type", "string").put("description", header.about);
      if (header.of != RecordHeader.Of.REQUEST) required.add(header.key);
    }
  }

  private static void key(ObjectNode binding, TopicDefinition topic) {
    binding
        .putObject("key")
        .put("type", "string")
        .put("description", "The fact's %s, in UTF-8.".formatted(topic.key()));
  }

  private static List<String> messages(TopicDefinition topic) {
    return topic.isForDeadLetters() ? List.of(DEAD_LETTER) : topic.records();
  }

  private static ObjectNode binding(ObjectNode owner) {
    return owner.putObject("bindings").putObject("kafka").put("bindingVersion", BINDING_VERSION);
  }

  private static void refer(ObjectNode reference, String target) {
    reference.put("$ref", target);
  }
}
