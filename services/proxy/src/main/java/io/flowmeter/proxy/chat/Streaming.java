package io.flowmeter.proxy.chat;

import io.flowmeter.proxy.journal.Recorded;
import io.flowmeter.proxy.session.WireTime;
import io.flowmeter.proxy.upstream.UpstreamEvent;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.UUID;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Answers a request with a stream of events, {@code end} always last. */
final class Streaming {
  private final ChatSettings settings;
  private final ChatMetrics metrics;
  private final Clock clock;

  Streaming(ChatSettings settings, ChatMetrics metrics, Clock clock) {
    this.settings = settings;
    this.metrics = metrics;
    this.clock = clock;
  }

  /**
   * @param named whether the stream begins with the files that were kept and the session's id
   */
  void stream(Admission.Admitted admitted, boolean named, HttpServletResponse response) {
    Run run = admitted.run();
    metrics.openStreams().incrementAndGet();
    try {
      SseWriter out = SseWriter.open(response);
      var completion = run.completion();
      if (named && admitted.files().isPresent()) out.event(admitted.files().get());
      if (named) out.event(sessionId(completion.sessionId(), completion.chatflow().value()));
      passOn(run, out);
    } catch (IOException gone) {
      run.pipe().abandon();
    } catch (InterruptedException e) {
      run.pipe().abandon();
      Thread.currentThread().interrupt();
    } finally {
      metrics.openStreams().decrementAndGet();
    }
  }

  /** The stored answer of a request that was made before. */
  void replay(Recorded recorded, String chatflowId, boolean named, HttpServletResponse response)
      throws IOException {
    SseWriter out = SseWriter.open(response);
    if (named) out.event(sessionId(recorded.sessionId(), chatflowId));
    out.event(UpstreamEvent.of("token", recorded.shown()));
    out.event(EventPipe.END);
    out.flush();
  }

  private void passOn(Run run, SseWriter out) throws IOException, InterruptedException {
    boolean words = false;
    while (true) {
      UpstreamEvent event = run.pipe().next(Duration.ZERO);
      if (event == null) {
        out.flush();
        if (words) run.deliveredFirstToken();
        event = run.pipe().next(settings.heartbeat());
      }
      if (run.pipe().isAbandoned()) throw new IOException("the client took nothing for too long");
      if (event == null) {
        out.ping();
        continue;
      }
      out.event(event);
      words |= event.is("token") && !event.text().isEmpty();
      if (event.is("end")) {
        out.flush();
        return;
      }
    }
  }

  private UpstreamEvent sessionId(UUID session, String chatflowId) {
    ObjectNode event = JsonNodeFactory.instance.objectNode();
    event
        .put("event", "session_id")
        .put("data", session.toString())
        .put("chatflow_id", chatflowId)
        .put("timestamp", WireTime.of(clock.instant()))
        .put("status", "streaming_started");
    return new UpstreamEvent("session_id", event.path("data"), event.toString());
  }
}
