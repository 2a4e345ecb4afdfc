package io.flowmeter.demo.prediction;

import io.flowmeter.demo.script.Behaviour;
import io.flowmeter.demo.script.Fault;
import io.flowmeter.demo.script.Script;
import java.time.Duration;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** An answer as events, in the order of the recordings. */
final class StreamedAnswer {
  private final Answer answer;
  private final AgentflowTrace trace;
  private final Behaviour behaviour;
  private final Duration pace;
  private final EventStream stream;
  private final Run run;
  private final Script script;
  private final Duration pauseLimit;

  StreamedAnswer(
      Answer answer,
      AgentflowTrace trace,
      Behaviour behaviour,
      Duration pace,
      EventStream stream,
      Run run,
      Script script,
      Duration pauseLimit) {
    this.answer = answer;
    this.trace = trace;
    this.behaviour = behaviour;
    this.pace = pace;
    this.stream = stream;
    this.run = run;
    this.script = script;
    this.pauseLimit = pauseLimit;
  }

  void run() throws InterruptedException {
    stream.open();
    if (answer.flow() == Flow.AGENTFLOW) {
      agentflow();
    } else {
      chatflow();
    }
  }

  private void chatflow() throws InterruptedException {
    stream.event("start", "");
    switch (tokens()) {
      case ALL -> complete();
      case MODEL_FAILED -> fail();
      case CUT -> stream.cut();
    }
  }

  private void agentflow() throws InterruptedException {
    stream.event("agentFlowEvent", "INPROGRESS");
    step(AgentflowTrace.START_ID, AgentflowTrace.START_LABEL, "INPROGRESS");
    step(AgentflowTrace.START_ID, AgentflowTrace.START_LABEL, "FINISHED");
    stream.event("agentFlowExecutedData", trace.started());
    step(AgentflowTrace.MODEL_ID, AgentflowTrace.MODEL_LABEL, "INPROGRESS");
    stream.event("token", "");
    switch (tokens()) {
      case ALL -> agentflowCompletes();
      case MODEL_FAILED -> agentflowFails();
      case CUT -> stream.cut();
    }
  }

  private void agentflowCompletes() {
    stream.event("token", "");
    stream.event("token", "");
    stream.event("calledTools", Json.array());
    stream.event("usageMetadata", trace.usage());
    step(AgentflowTrace.MODEL_ID, AgentflowTrace.MODEL_LABEL, "FINISHED");
    stream.event("agentFlowExecutedData", trace.finished(true));
    stream.event("agentFlowEvent", "FINISHED");
    complete();
  }

  private void agentflowFails() {
    String error = failure().message();
    ObjectNode step =
        stepData(AgentflowTrace.MODEL_ID, AgentflowTrace.MODEL_LABEL, "ERROR").put("error", error);
    stream.event("nextAgentFlow", step);
    stream.event("agentFlowExecutedData", trace.failed(error));
    stream.event("agentFlowEvent", "ERROR");
    fail();
  }

  private void complete() {
    stream.event("metadata", answer.metadata());
    run.became(Served.State.COMPLETED);
    stream.end();
  }

  private void fail() {
    stream.event("error", failure().message());
    stream.end();
  }

  private Fault.ModelFailure failure() {
    return behaviour.fault() instanceof Fault.ModelFailure failure
        ? failure
        : new Fault.ModelFailure(0, Fault.ModelFailure.TERMINATED);
  }

  private void step(String node, String label, String status) {
    stream.event("nextAgentFlow", stepData(node, label, status));
  }

  private static ObjectNode stepData(String node, String label, String status) {
    return Json.object().put("nodeId", node).put("nodeLabel", label).put("status", status);
  }

  private enum Tokens {
    ALL,
    MODEL_FAILED,
    CUT
  }

  private Tokens tokens() throws InterruptedException {
    List<String> tokens = answer.tokens();
    for (int sent = 0; ; sent++) {
      run.sent(sent);
      if (sent == behaviour.pauseAfterTokens()) {
        run.became(Served.State.PAUSED);
        script.awaitRelease(pauseLimit);
        run.became(Served.State.RUNNING);
      }
      if (behaviour.fault() instanceof Fault.ModelFailure failure
          && sent == failure.afterTokens()) {
        run.became(Served.State.FAILED);
        return Tokens.MODEL_FAILED;
      }
      if (behaviour.fault() instanceof Fault.ConnectionCut cut && sent == cut.afterTokens()) {
        run.became(Served.State.CUT);
        return Tokens.CUT;
      }
      if (sent == tokens.size()) {
        return Tokens.ALL;
      }
      stream.rest(pace);
      stream.event("token", tokens.get(sent));
    }
  }
}
