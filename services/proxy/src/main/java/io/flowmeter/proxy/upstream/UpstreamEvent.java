package io.flowmeter.proxy.upstream;

import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * One event in the form that clients know: a JSON object {@code {"event":name,"data":...}}.
 *
 * @param json the whole object, on one line
 */
public record UpstreamEvent(String name, JsonNode data, String json) {
  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  public static UpstreamEvent of(String name, JsonNode data) {
    ObjectNode event = JsonNodeFactory.instance.objectNode().put("event", name);
    event.set("data", data);
    return new UpstreamEvent(name, data, event.toString());
  }

  public static UpstreamEvent of(String name, String data) {
    return of(name, JsonNodeFactory.instance.stringNode(data));
  }

  /** The event that one SSE frame of Flowise carries; empty where it carries none. */
  static Optional<UpstreamEvent> parse(String frame) {
    try {
      JsonNode event = MAPPER.readTree(frame);
      if (!event.isObject() || !event.path("event").isString()) return Optional.empty();
      String json = frame.indexOf('\n') < 0 ? frame : event.toString();
      return Optional.of(
          new UpstreamEvent(event.path("event").stringValue(), event.path("data"), json));
    } catch (JacksonException notJson) {
      return Optional.empty();
    }
  }

  /** The same event with another text in the place of one that is as unmistakable as a UUID. */
  public UpstreamEvent replacing(String text, String other) {
    return json.contains(text) ? parse(json.replace(text, other)).orElse(this) : this;
  }

  public boolean is(String other) {
    return name.equals(other);
  }

  /** The data as text, empty where it is none. */
  public String text() {
    return data.isString() ? data.stringValue() : "";
  }
}
