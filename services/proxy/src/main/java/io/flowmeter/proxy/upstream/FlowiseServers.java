package io.flowmeter.proxy.upstream;

import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which server a session is given. Instances agree without talking to each other, as long as they
 * hold the same servers for healthy; a session's first one is remembered with it in any case.
 */
public final class FlowiseServers {
  private static final Logger log = LoggerFactory.getLogger(FlowiseServers.class);

  private final List<FlowiseServer> all;
  private final Set<FlowiseServer> ill = ConcurrentHashMap.newKeySet();

  FlowiseServers(List<FlowiseServer> all) {
    this.all = List.copyOf(all);
  }

  /** The name of the server for a new session. */
  public String choose(UUID session) {
    return healthiest(session).getFirst().name();
  }

  /** The one of that name, or where it is configured no more another one. */
  FlowiseServer named(String name, UUID session) {
    return all.stream()
        .filter(server -> server.name().equals(name))
        .findFirst()
        .orElseGet(() -> healthiest(session).getFirst());
  }

  /** Those to try one after the other for what any of them can tell. */
  List<FlowiseServer> inTurn() {
    return all.stream().sorted(Comparator.comparing(ill::contains)).toList();
  }

  /** All of them, for somebody to read. */
  public String names() {
    return all.stream().map(FlowiseServer::name).collect(Collectors.joining(","));
  }

  List<FlowiseServer> all() {
    return all;
  }

  boolean isHealthy(FlowiseServer server) {
    return !ill.contains(server);
  }

  void failed(FlowiseServer server) {
    if (ill.add(server)) log.warn("{} does not answer: new sessions go elsewhere", server);
  }

  void answered(FlowiseServer server) {
    if (ill.remove(server)) log.info("{} answers again", server);
  }

  /** Healthy ones first; among them by weighted rendezvous: what leaves moves no other session. */
  private List<FlowiseServer> healthiest(UUID session) {
    if (all.size() == 1) return all;
    return all.stream()
        .sorted(
            Comparator.<FlowiseServer, Boolean>comparing(ill::contains)
                .thenComparingDouble(server -> rank(server, session)))
        .toList();
  }

  private static double rank(FlowiseServer server, UUID session) {
    byte[] both = (server.name() + '\n' + session).getBytes(StandardCharsets.UTF_8);
    long hash = UUID.nameUUIDFromBytes(both).getLeastSignificantBits() >>> 11 & (1L << 50) - 1;
    double uniform = (hash + 0.5) / (1L << 50);
    return -Math.log(uniform) / server.weight();
  }
}
