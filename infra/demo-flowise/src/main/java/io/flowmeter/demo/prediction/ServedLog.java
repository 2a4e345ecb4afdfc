package io.flowmeter.demo.prediction;

import io.flowmeter.demo.http.Request;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What was asked, in order; the oldest are dropped beyond a limit. */
public final class ServedLog {
  private final int maxRuns;
  private final Deque<Run> runs = new ArrayDeque<>();
  private final Map<String, Integer> underWayBySession = new HashMap<>();
  private long lastId;

  public ServedLog(int maxRuns) {
    this.maxRuns = maxRuns;
  }

  synchronized Run begin(String flowId, Question question, Request request) {
    int underWay = underWayBySession.merge(question.sessionId(), 1, Integer::sum);
    Run run = new Run(++lastId, flowId, question, request, underWay > 1);
    runs.addLast(run);
    if (runs.size() > maxRuns) {
      runs.removeFirst();
    }
    return run;
  }

  synchronized void ended(Question question) {
    underWayBySession.computeIfPresent(question.sessionId(), (id, n) -> n > 1 ? n - 1 : null);
  }

  public synchronized List<Served> all() {
    return runs.stream().map(Run::snapshot).toList();
  }

  /** The next ones after an id, which grows with time. */
  public synchronized List<Served> after(long id, int limit) {
    return runs.stream().filter(run -> run.id() > id).limit(limit).map(Run::snapshot).toList();
  }

  public synchronized void clear() {
    runs.clear();
  }
}
