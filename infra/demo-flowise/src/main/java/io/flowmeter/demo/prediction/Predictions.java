package io.flowmeter.demo.prediction;

import io.flowmeter.demo.http.Connection;
import io.flowmeter.demo.http.Request;
import io.flowmeter.demo.http.Response;
import io.flowmeter.demo.script.Behaviour;
import io.flowmeter.demo.script.Fault;
import io.flowmeter.demo.script.Recording;
import io.flowmeter.demo.script.Script;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.core.exc.UnexpectedEndOfInputException;

/** `POST /api/v1/prediction/{id}`. */
public final class Predictions {
  private static final Pattern UUID =
      Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");
  private static final String UNAUTHORIZED =
      "Error: predictionsServices.buildChatflow - Unauthorized";

  private final Script script;
  private final ServedLog log;
  private final UnaryOperator<String> answers;
  private final Duration tokenDelay;
  private final Duration hangLimit;
  private final Clock clock;

  public Predictions(
      Script script,
      ServedLog log,
      UnaryOperator<String> answers,
      Duration tokenDelay,
      Duration hangLimit,
      Clock clock) {
    this.script = script;
    this.log = log;
    this.answers = answers;
    this.tokenDelay = tokenDelay;
    this.hangLimit = hangLimit;
    this.clock = clock;
  }

  public void answer(String flowId, Request request, boolean keyGiven, Connection connection)
      throws IOException, InterruptedException {
    if (flowId.isEmpty()) {
      refuse(412, "Error: predictionsController.createPrediction - id not provided!")
          .sendTo(connection);
      return;
    }
    Question question;
    try {
      question = Question.of(request);
    } catch (JacksonException malformed) {
      refuse(400, wordsFor(malformed)).withoutVary().sendTo(connection);
      return;
    }
    if (!UUID.matcher(flowId).matches()) {
      refuse(400, "Invalid Chatflow ID").sendTo(connection);
      return;
    }
    Run run = log.begin(flowId, question, request);
    try {
      answer(flowId, question, run, keyGiven, connection);
    } finally {
      log.ended(question);
    }
  }

  private void answer(
      String flowId, Question question, Run run, boolean keyGiven, Connection connection)
      throws IOException, InterruptedException {
    Behaviour behaviour = script.next(question.text());
    script.rest(behaviour.firstByteDelay());
    if (plainFault(behaviour.fault(), run, connection)) {
      return;
    }
    Optional<Flow> flow = Flow.withId(flowId);
    if (flow.isEmpty()) {
      unknown(flowId, question, run, connection);
      return;
    }
    if (flow.get().needsKey() && !keyGiven) {
      unauthorized(question, run, connection);
      return;
    }
    String text = behaviour.fault() instanceof Fault.Empty ? "" : answers.apply(question.text());
    Answer answer = Answer.of(flow.get(), question, text);
    AgentflowTrace trace = new AgentflowTrace(answer, clock);
    run.answers(answer, trace);
    Duration pace = Optional.ofNullable(behaviour.tokenDelay()).orElse(tokenDelay);
    if (question.streaming() && flow.get().streams()) {
      EventStream stream = new EventStream(connection, run);
      new StreamedAnswer(answer, trace, behaviour, pace, stream, run, script, hangLimit).run();
    } else {
      whole(answer, trace, behaviour, run, connection);
    }
  }

  /** True for the faults that have nothing to do with the flow that is asked. */
  private boolean plainFault(Fault fault, Run run, Connection connection)
      throws IOException, InterruptedException {
    switch (fault) {
      case Fault.Hang hang -> neverAnswer(run, connection);
      case Fault.Replay replay -> {
        replay(Recording.named(replay.recording()), replay.atRecordedPace(), connection);
        run.became(Served.State.COMPLETED);
      }
      case Fault.Status status -> {
        run.became(Served.State.FAILED);
        status(status).sendTo(connection);
      }
      case Fault.None none -> {
        return false;
      }
      case Fault.Empty empty -> {
        return false;
      }
      case Fault.ModelFailure failure -> {
        return false;
      }
      case Fault.ConnectionCut cut -> {
        return false;
      }
    }
    return true;
  }

  private static Response status(Fault.Status fault) {
    return fault.status() == 429
        ? Response.html(429, "Slow down please").header("Retry-After: 1")
        : refuse(fault.status(), fault.message());
  }

  private void unknown(String flowId, Question question, Run run, Connection connection)
      throws IOException, InterruptedException {
    if (question.streaming()) {
      neverAnswer(run, connection);
      return;
    }
    run.became(Served.State.FAILED);
    notFound(flowId).sendTo(connection);
  }

  public static Response notFound(String flowId) {
    return refuse(404, "Chatflow " + flowId + " not found in the database!");
  }

  private static void unauthorized(Question question, Run run, Connection connection)
      throws IOException {
    run.became(Served.State.FAILED);
    if (!question.streaming()) {
      refuse(500, UNAUTHORIZED).sendTo(connection);
      return;
    }
    EventStream stream = new EventStream(connection, run);
    stream.open();
    stream.event("error", UNAUTHORIZED);
    stream.end();
  }

  private void whole(
      Answer answer, AgentflowTrace trace, Behaviour behaviour, Run run, Connection connection)
      throws IOException, InterruptedException {
    if (behaviour.pauseAfterTokens() != Behaviour.NEVER) {
      run.became(Served.State.PAUSED);
      script.awaitRelease(hangLimit);
    }
    if (behaviour.fault() instanceof Fault.ModelFailure failure) {
      if (answer.question().streaming()) {
        neverAnswer(run, connection);
        return;
      }
      run.became(Served.State.FAILED);
      refuse(500, failure.message()).sendTo(connection);
      return;
    }
    Response response = Response.json(200, answer.whole(trace).toString());
    if (behaviour.fault() instanceof Fault.ConnectionCut) {
      run.became(Served.State.CUT);
      response.sendHalfTo(connection);
      connection.close();
      return;
    }
    run.sent(answer.tokens().size());
    run.became(Served.State.COMPLETED);
    response.sendTo(connection);
  }

  private void neverAnswer(Run run, Connection connection) throws InterruptedException {
    run.became(Served.State.UNANSWERED);
    script.awaitRelease(hangLimit);
    connection.close();
  }

  private void replay(Recording recording, boolean atRecordedPace, Connection connection)
      throws IOException, InterruptedException {
    byte[] response = recording.response().getBytes(StandardCharsets.ISO_8859_1);
    int offset = 0;
    long atMillis = 0;
    for (Recording.Arrival arrival : recording.arrivals()) {
      if (atRecordedPace) {
        script.rest(Duration.ofMillis(arrival.millis() - atMillis));
        atMillis = arrival.millis();
      }
      connection.write(response, offset, arrival.bytes());
      offset += arrival.bytes();
    }
    if (recording.arrivals().isEmpty()) {
      script.awaitRelease(hangLimit);
    }
    if (!recording.complete()) {
      connection.close();
    }
  }

  private static Response refuse(int status, String message) {
    return Response.json(status, Json.error(status, message));
  }

  /** V8's words where they are known. */
  private static String wordsFor(JacksonException malformed) {
    return malformed instanceof UnexpectedEndOfInputException
        ? "Unexpected end of JSON input"
        : "Unexpected token in JSON at position "
            + Math.max(0, malformed.getLocation().getCharOffset());
  }
}
