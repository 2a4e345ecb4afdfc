package io.flowmeter.proxy.upstream;

import io.flowmeter.proxy.http.BaseUrl;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import org.apache.hc.core5.http.HttpMessage;

/**
 * One of the servers that hold the same flows.
 *
 * @param apiKey empty where it asks for none
 * @param weight its share of the sessions, in relation to the others'
 */
record FlowiseServer(BaseUrl url, String apiKey, int weight) {
  private static final int MAX_WEIGHT = 1_000;
  private static final int MAX_SERVERS = 100;

  /** Its address without a password in it: what a session's server is remembered by. */
  String name() {
    URI root = url.root();
    String port = root.getPort() < 0 ? "" : ":" + root.getPort();
    return root.getScheme() + "://" + root.getHost() + port + root.getPath();
  }

  void authorise(HttpMessage request) {
    if (!apiKey.isBlank()) request.setHeader("Authorization", "Bearer " + apiKey);
  }

  /**
   * @param urls separated by commas, each with or without {@code /api/v1}, a weight behind it after
   *     a semicolon: {@code http://one:3000;weight=2,http://two:3000}
   * @param keys one for all, or one for each, separated by commas
   */
  static List<FlowiseServer> parse(String urls, String keys) {
    String[] each = urls.split(",", MAX_SERVERS);
    String[] key = keys.split(",", -1);
    if (key.length != 1 && key.length != each.length) {
      throw new IllegalArgumentException("as many keys as addresses of Flowise, or one for all");
    }
    var servers = new ArrayList<FlowiseServer>();
    for (int i = 0; i < each.length; i++) {
      String[] parts = each[i].strip().split(";", 2);
      servers.add(
          new FlowiseServer(
              BaseUrl.of(parts[0], "/api/v1"),
              key[key.length == 1 ? 0 : i].strip(),
              parts.length == 1 ? 1 : weight(parts[1].strip())));
    }
    if (servers.stream().map(FlowiseServer::name).distinct().count() < servers.size()) {
      throw new IllegalArgumentException("an address of Flowise is given twice");
    }
    return List.copyOf(servers);
  }

  private static int weight(String option) {
    if (option.matches("weight=\\d{1,4}")) {
      int weight = Integer.parseInt(option.substring("weight=".length()));
      if (weight >= 1 && weight <= MAX_WEIGHT) return weight;
    }
    throw new IllegalArgumentException(
        "'%s' is not weight=1 to weight=%d".formatted(option, MAX_WEIGHT));
  }

  @Override
  public String toString() {
    return "FlowiseServer[" + name() + ", weight=" + weight + "]";
  }
}
