package io.flowmeter.demo.prediction;

import io.flowmeter.demo.http.Request;
import org.jspecify.annotations.Nullable;

/** One prediction while it runs. Written by its own thread, read by any. */
final class Run {
  private final long id;
  private final String flowId;
  private final Question question;
  private final Request request;
  private final boolean overlapped;
  private volatile Served.State state = Served.State.RUNNING;
  private volatile int tokensSent;
  private volatile boolean clientGone;
  private volatile @Nullable Answer answer;
  private volatile int inputTokens;

  Run(long id, String flowId, Question question, Request request, boolean overlapped) {
    this.id = id;
    this.flowId = flowId;
    this.question = question;
    this.request = request;
    this.overlapped = overlapped;
  }

  long id() {
    return id;
  }

  void answers(Answer given, AgentflowTrace trace) {
    answer = given;
    inputTokens = trace.inputTokens();
  }

  void sent(int tokens) {
    tokensSent = tokens;
  }

  void became(Served.State next) {
    state = next;
  }

  void clientLeft() {
    clientGone = true;
  }

  boolean clientIsGone() {
    return clientGone;
  }

  Served snapshot() {
    Answer given = answer;
    return new Served(
        id,
        flowId,
        question.chatId(),
        question.sessionId(),
        question.text(),
        question.streaming(),
        state,
        tokensSent,
        inputTokens,
        given == null ? 0 : given.tokens().size(),
        given == null ? "" : given.text(),
        clientGone,
        overlapped,
        request.headers(),
        request.body());
  }
}
