package io.flowmeter.demo;

import io.flowmeter.demo.http.Connection;
import io.flowmeter.demo.http.HttpServer;
import io.flowmeter.demo.http.Request;
import io.flowmeter.demo.http.Response;
import io.flowmeter.demo.prediction.Json;
import io.flowmeter.demo.prediction.Served;
import io.flowmeter.demo.prediction.ServedLog;
import io.flowmeter.demo.script.Behaviour;
import io.flowmeter.demo.script.Fault;
import io.flowmeter.demo.script.Recording;
import io.flowmeter.demo.script.Script;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Steers the demo from another process.
 *
 * <ul>
 *   <li>POST /control/behaviours: {question?, times?, firstByteDelayMillis?, tokenDelayMillis?,
 *       pauseAfterTokens?, fault?: status | model-failure | connection-cut | hang | empty | replay,
 *       status?, message?, afterTokens?, recording?, atRecordedPace?}
 *   <li>POST /control/release: lets go on what is paused or hangs
 *   <li>POST /control/reset: normal again, nothing served
 *   <li>GET /control/served: {completed, inputTokens, outputTokens, served: [...]}
 *   <li>GET /control/completions/ID: the next {@value #PAGE} after this id, 0 for the first,
 *       {completions: [{id, question, sessionId, state}]}
 * </ul>
 */
final class ControlApi implements HttpServer.Handler {
  private static final int PAGE = 1000;
  private static final String COMPLETIONS = "/control/completions/";

  private final Script script;
  private final ServedLog log;
  private final HttpServer.Handler everythingElse;

  ControlApi(Script script, ServedLog log, HttpServer.Handler everythingElse) {
    this.script = script;
    this.log = log;
    this.everythingElse = everythingElse;
  }

  @Override
  public void answer(Request request, Connection connection)
      throws IOException, InterruptedException {
    if (!request.path().startsWith("/control/")) {
      everythingElse.answer(request, connection);
      return;
    }
    response(request).sendTo(connection);
  }

  private Response response(Request request) {
    try {
      if (request.method().equals("GET") && request.path().startsWith(COMPLETIONS)) {
        return completions(Long.parseLong(request.path().substring(COMPLETIONS.length())));
      }
      return switch (request.method() + " " + request.path()) {
        case "POST /control/behaviours" -> {
          script.add(behaviour(Json.parse(request.body())));
          yield done();
        }
        case "POST /control/release" -> {
          script.release();
          yield done();
        }
        case "POST /control/reset" -> {
          script.reset();
          log.clear();
          yield done();
        }
        case "GET /control/served" -> Response.json(200, served(log.all()).toString());
        default -> Response.json(404, Json.error(404, "no such control"));
      };
    } catch (RuntimeException e) {
      return Response.json(400, Json.error(400, String.valueOf(e.getMessage())));
    }
  }

  private static Response done() {
    return Response.json(200, "{\"done\":true}");
  }

  private static Behaviour behaviour(JsonNode told) {
    JsonNode question = told.path("question");
    JsonNode tokenDelay = told.path("tokenDelayMillis");
    return new Behaviour(
        question.isString() ? question.stringValue() : null,
        told.path("times").asInt(Behaviour.ALWAYS),
        Duration.ofMillis(told.path("firstByteDelayMillis").asLong(0)),
        tokenDelay.isNumber() ? Duration.ofMillis(tokenDelay.longValue()) : null,
        told.path("pauseAfterTokens").asInt(Behaviour.NEVER),
        fault(told));
  }

  private static Fault fault(JsonNode told) {
    int afterTokens = told.path("afterTokens").asInt(0);
    return switch (told.path("fault").asString("none")) {
      case "none" -> new Fault.None();
      case "status" -> {
        int status = told.path("status").asInt(500);
        yield new Fault.Status(
            status, told.path("message").asString("told to fail with " + status));
      }
      case "model-failure" ->
          new Fault.ModelFailure(
              afterTokens, told.path("message").asString(Fault.ModelFailure.TERMINATED));
      case "connection-cut" -> new Fault.ConnectionCut(afterTokens);
      case "hang" -> new Fault.Hang();
      case "empty" -> new Fault.Empty();
      case "replay" ->
          new Fault.Replay(
              Recording.named(told.path("recording").asString("")).name(),
              told.path("atRecordedPace").asBoolean(false));
      default -> throw new IllegalArgumentException("no such fault: " + told.path("fault"));
    };
  }

  /** Who counts thousands needs neither their headers nor their words. */
  private Response completions(long after) {
    ObjectNode body = Json.object();
    var completions = body.putArray("completions");
    for (Served served : log.after(after, PAGE)) {
      completions
          .addObject()
          .put("id", served.id())
          .put("question", served.question())
          .put("sessionId", served.sessionId())
          .put("state", served.state().name());
    }
    return Response.json(200, body.toString());
  }

  private static ObjectNode served(List<Served> all) {
    List<Served> completed = all.stream().filter(Served::completed).toList();
    ObjectNode body =
        Json.object()
            .put("completed", completed.size())
            .put("inputTokens", completed.stream().mapToLong(Served::inputTokens).sum())
            .put("outputTokens", completed.stream().mapToLong(Served::outputTokens).sum());
    return body.set("served", Json.tree(all));
  }
}
