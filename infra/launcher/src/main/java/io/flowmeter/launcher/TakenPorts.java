package io.flowmeter.launcher;

import io.flowmeter.embedded.Ports;
import java.util.List;

/** Ports that parts need, and somebody else has. */
final class TakenPorts {
  private TakenPorts() {}

  /** A sentence for each. */
  static List<String> of(List<Component> components) {
    return components.stream()
        .flatMap(component -> component.ports().stream())
        .filter(port -> Ports.isTaken(port.number()))
        .map(
            port ->
                "Port %d, needed for %s, is taken by %s."
                    .formatted(
                        port.number(),
                        port.purpose(),
                        PortOwner.of(port.number())
                            .map(PortOwner::toString)
                            .orElse("a process of another user")))
        .toList();
  }
}
