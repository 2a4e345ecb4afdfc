package io.flowmeter.launcher;

import io.flowmeter.launcher.Component.Port;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** How one part of the platform is now. */
record PartStatus(String name, String state, Optional<Long> pid, List<Port> ports) {
  private static final String UP = "up";

  static PartStatus of(Component component, Optional<Long> pid) {
    boolean up = pid.isPresent() && component.health().isUp(pid.get());
    String state = pid.isEmpty() ? "down" : up ? UP : "not well";
    return new PartStatus(component.name(), state, pid, component.ports());
  }

  static String json(Path data, Optional<Long> launcher, List<PartStatus> parts) {
    ObjectNode all = JsonMapper.shared().createObjectNode();
    all.put("data", data.toString()).put("up", launcher.isPresent());
    var array = all.putArray("parts");
    for (PartStatus part : parts) {
      ObjectNode each = array.addObject().put("name", part.name).put("state", part.state);
      part.pid.ifPresent(pid -> each.put("pid", pid));
      ObjectNode ports = each.putObject("ports");
      part.ports.forEach(port -> ports.put(port.purpose(), port.number()));
    }
    return all.toPrettyString();
  }

  boolean isUp() {
    return state.equals(UP);
  }

  @Override
  public String toString() {
    return "%-13s %-8s %-9s %s"
        .formatted(
            name,
            state,
            pid.map(String::valueOf).orElse("-"),
            String.join(", ", ports.stream().map(p -> p.purpose() + " :" + p.number()).toList()));
  }
}
