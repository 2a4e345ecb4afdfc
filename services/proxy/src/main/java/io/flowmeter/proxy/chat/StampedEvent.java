package io.flowmeter.proxy.chat;

import io.flowmeter.proxy.session.WireTime;
import io.flowmeter.proxy.upstream.UpstreamEvent;
import java.time.Instant;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** An event of our own among Flowise's: the predecessor's clients find its time beside its data. */
final class StampedEvent {
  private StampedEvent() {}

  static UpstreamEvent of(String name, JsonNode data, Instant at) {
    ObjectNode event = JsonNodeFactory.instance.objectNode().put("event", name);
    event.set("data", data);
    event.put("timestamp", WireTime.of(at));
    return new UpstreamEvent(name, data, event.toString());
  }
}
