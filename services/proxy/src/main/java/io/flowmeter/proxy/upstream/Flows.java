package io.flowmeter.proxy.upstream;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.core5.http.io.entity.EntityUtils;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Looks flows up before they are asked: Flowise never answers a streaming call for a flow that it
 * does not know. Answers are kept for seconds.
 */
public final class Flows {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final int MAX_KEPT = 10_000;
  private static final int MAX_BODY_BYTES = 64 * 1024;

  private record Kept(Flow flow, Instant until) {}

  private final CloseableHttpClient http;
  private final FlowiseServers servers;
  private final FlowiseSettings settings;
  private final Clock clock;
  private final ConcurrentMap<ChatflowId, Kept> kept = new ConcurrentHashMap<>();

  Flows(CloseableHttpClient http, FlowiseServers servers, FlowiseSettings settings, Clock clock) {
    this.http = http;
    this.servers = servers;
    this.settings = settings;
    this.clock = clock;
  }

  public Flow find(ChatflowId id) {
    Instant now = clock.instant();
    Kept known = kept.get(id);
    if (known != null && now.isBefore(known.until())) return known.flow();
    Flow found = lookUp(id);
    switch (found) {
      case Flow.Known _ -> keep(id, new Kept(found, now.plus(settings.flowCacheTime())));
      case Flow.Unknown _ -> keep(id, new Kept(found, now.plus(settings.unknownFlowCacheTime())));
      case Flow.Unreachable _ -> {}
    }
    return found;
  }

  private void keep(ChatflowId id, Kept found) {
    if (kept.size() >= MAX_KEPT) kept.clear();
    kept.put(id, found);
  }

  private Flow lookUp(ChatflowId id) {
    Flow told = new Flow.Unreachable();
    for (FlowiseServer server : servers.inTurn()) {
      told = lookUp(id, server);
      if (!(told instanceof Flow.Unreachable)) break;
    }
    return told;
  }

  private Flow lookUp(ChatflowId id, FlowiseServer server) {
    var request = new HttpGet(server.url().at("/api/v1/chatflows-streaming/" + id));
    request.setConfig(
        RequestConfig.custom()
            .setConnectionRequestTimeout(Timeout.of(settings.connectTimeout()))
            .setResponseTimeout(Timeout.of(settings.lookupTimeout()))
            .build());
    server.authorise(request);
    try {
      return http.execute(
          request,
          response -> {
            var entity = response.getEntity();
            String body =
                entity == null
                    ? ""
                    : EntityUtils.toString(entity, StandardCharsets.UTF_8, MAX_BODY_BYTES);
            return read(response.getCode(), body);
          });
    } catch (IOException unreachable) {
      return new Flow.Unreachable();
    }
  }

  static Flow read(int status, @Nullable String text) {
    JsonNode body = json(text == null ? "" : text);
    return switch (status) {
      case 200 ->
          body.path("isStreaming").isBoolean()
              ? new Flow.Known(body.path("isStreaming").booleanValue())
              : new Flow.Unreachable();
      case 400, 404, 412 -> new Flow.Unknown();
      // Some versions wrap their own 404 in a 500.
      case 500 ->
          body.path("message").asString("").contains("not found")
              ? new Flow.Unknown()
              : new Flow.Unreachable();
      default -> new Flow.Unreachable();
    };
  }

  private static JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (JacksonException notJson) {
      return JSON.missingNode();
    }
  }
}
