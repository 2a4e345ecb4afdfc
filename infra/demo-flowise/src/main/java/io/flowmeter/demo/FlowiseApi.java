package io.flowmeter.demo;

import io.flowmeter.demo.http.Connection;
import io.flowmeter.demo.http.HttpServer;
import io.flowmeter.demo.http.Request;
import io.flowmeter.demo.http.Response;
import io.flowmeter.demo.prediction.Flow;
import io.flowmeter.demo.prediction.Json;
import io.flowmeter.demo.prediction.Predictions;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The part of Flowise's HTTP API that a client of flows needs. */
final class FlowiseApi implements HttpServer.Handler {
  private static final String API = "/api/v1/";
  private static final String CREATED = "2026-01-01T00:00:00.000Z";
  private static final String WORKSPACE = "d3300000-0000-4000-8000-0000000000aa";
  private static final String KEY_ID = "d3300000-0000-4000-8000-0000000000cc";
  private static final String PAGE =
      "<!DOCTYPE html>\n<html lang=\"en\"><head><title>Demo Flowise</title></head><body>"
          + "<p>This is Flowmeter's demo: it answers Flowise's API, but has no pages.</p>"
          + "</body></html>\n";

  private final String apiKey;
  private final Predictions predictions;

  FlowiseApi(String apiKey, Predictions predictions) {
    this.apiKey = apiKey;
    this.predictions = predictions;
  }

  @Override
  public void answer(Request request, Connection connection)
      throws IOException, InterruptedException {
    String path = path(request);
    if (request.method().equals("POST") && path.startsWith(API + "prediction/")) {
      String id = path.substring((API + "prediction/").length());
      predictions.answer(id, request, keyGiven(request), connection);
      return;
    }
    Response response = response(request, path);
    if (request.method().equals("HEAD")) {
      response.sendHeadTo(connection);
    } else {
      response.sendTo(connection);
    }
  }

  private Response response(Request request, String path) {
    if (path.equals(API + "ping")) {
      return Response.html(200, "pong");
    }
    if (path.equals(API + "version")) {
      return Response.json(200, "{\"version\":\"3.1.2\"}");
    }
    if (path.startsWith(API + "chatflows-streaming/")) {
      return flow(path)
          .map(flow -> Response.json(200, "{\"isStreaming\":" + flow.streams() + "}"))
          .orElseGet(() -> Predictions.notFound(lastSegment(path)));
    }
    if (path.equals("/") || path.startsWith(API + "prediction/")) {
      return Response.html(200, PAGE);
    }
    if (!keyGiven(request)) {
      return Response.json(401, "{\"error\":\"Unauthorized Access\"}");
    }
    if (path.equals(API + "chatflows")) {
      ArrayNode flows = Json.array();
      Arrays.stream(Flow.values()).map(FlowiseApi::describe).forEach(flows::add);
      return Response.json(200, flows.toString());
    }
    if (path.startsWith(API + "chatflows/")) {
      return flow(path)
          .map(flow -> Response.json(200, describe(flow).toString()))
          .orElseGet(() -> Predictions.notFound(lastSegment(path)));
    }
    return Response.html(200, PAGE);
  }

  /** With or without the word Bearer, which is case-sensitive, as Flowise has it. */
  private boolean keyGiven(Request request) {
    String given = request.header("authorization");
    return given != null && (given.equals("Bearer " + apiKey) || given.equals(apiKey));
  }

  private static String path(Request request) {
    String path = request.path();
    int query = path.indexOf('?');
    path = query < 0 ? path : path.substring(0, query);
    boolean idWithSlash = path.endsWith("/") && !path.endsWith("/prediction/");
    return idWithSlash && path.length() > 1 ? path.substring(0, path.length() - 1) : path;
  }

  private static Optional<Flow> flow(String path) {
    return Flow.withId(lastSegment(path));
  }

  private static String lastSegment(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  private static ObjectNode describe(Flow flow) {
    ObjectNode description =
        Json.object()
            .put("id", flow.id())
            .put("name", flow.title())
            .put(
                "flowData", "{\"nodes\":[],\"edges\":[],\"viewport\":{\"x\":0,\"y\":0,\"zoom\":1}}")
            .put("deployed", true)
            .put("isPublic", false)
            .put("apikeyid", flow.needsKey() ? KEY_ID : null);
    description.putNull("chatbotConfig").putNull("apiConfig").putNull("analytic");
    description.putNull("speechToText").putNull("textToSpeech").putNull("followUpPrompts");
    return description
        .put("category", flow.category())
        .put("type", flow.type())
        .put("createdDate", CREATED)
        .put("updatedDate", CREATED)
        .put("workspaceId", WORKSPACE);
  }
}
