package io.flowmeter.proxy.upstream;

import java.io.IOException;
import java.util.List;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.util.Timeout;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Everything that Flowise offers, with the flows' whole graphs. */
public final class FlowCatalogue {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final CloseableHttpClient http;
  private final FlowiseServers servers;
  private final FlowiseSettings settings;

  FlowCatalogue(CloseableHttpClient http, FlowiseServers servers, FlowiseSettings settings) {
    this.http = http;
    this.servers = servers;
    this.settings = settings;
  }

  /** Flowise's answer, as far as it is one. */
  public sealed interface Listing {
    record Listed(List<JsonNode> flows) implements Listing {
      public Listed {
        flows = List.copyOf(flows);
      }
    }

    record Failed(String reason) implements Listing {}
  }

  /** As the first server tells that answers. */
  public Listing list() {
    Listing told = new Listing.Failed("Flowise cannot be reached");
    for (FlowiseServer server : servers.inTurn()) {
      told = list(server);
      if (told instanceof Listing.Listed) break;
    }
    return told;
  }

  private Listing list(FlowiseServer server) {
    var request = new HttpGet(server.url().at("/api/v1/chatflows"));
    request.setConfig(
        RequestConfig.custom()
            .setConnectionRequestTimeout(Timeout.of(settings.connectTimeout()))
            .setResponseTimeout(Timeout.of(settings.lookupTimeout()))
            .build());
    server.authorise(request);
    try {
      return http.execute(request, this::read);
    } catch (IOException unreachable) {
      return new Listing.Failed("Flowise cannot be reached");
    }
  }

  private Listing read(ClassicHttpResponse response) throws IOException {
    if (response.getCode() != 200) {
      return new Listing.Failed("Flowise answered with status " + response.getCode());
    }
    int limit = Math.toIntExact(settings.maxCatalogueSize().toBytes());
    var entity = response.getEntity();
    byte[] body = entity == null ? new byte[0] : entity.getContent().readNBytes(limit + 1);
    if (body.length > limit) return new Listing.Failed("Flowise's list is over the size limit");
    return parse(body);
  }

  static Listing parse(byte[] body) {
    try {
      JsonNode answer = JSON.readTree(body);
      // Newer versions page on request, and then wrap the list.
      JsonNode list = answer.isObject() ? answer.path("data") : answer;
      boolean whole =
          !answer.path("total").isNumber() || answer.path("total").asInt() <= list.size();
      if (!list.isArray() || !whole) return unreadable();
      return new Listing.Listed(list.valueStream().toList());
    } catch (JacksonException notJson) {
      return unreadable();
    }
  }

  private static Listing unreadable() {
    return new Listing.Failed("Flowise's answer is no list of chatflows");
  }
}
