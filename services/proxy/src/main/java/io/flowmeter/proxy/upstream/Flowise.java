package io.flowmeter.proxy.upstream;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.io.entity.EntityUtils;
import org.apache.hc.core5.http.io.entity.StringEntity;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Asks Flowise, and tells of streaming and of plain answers in one form. A call is made once: by
 * the time that it fails, Flowise may have begun to work.
 */
public final class Flowise {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final int MAX_ERROR_BODY_BYTES = 64 * 1024;

  /** After the end event only the end of the connection's chunk is missing. */
  private static final Duration REST_OF_ANSWER = Duration.ofMillis(500);

  private final CloseableHttpClient http;
  private final FlowiseServers servers;
  private final FlowiseSettings settings;
  private final Watches watches;

  Flowise(
      CloseableHttpClient http, FlowiseServers servers, FlowiseSettings settings, Watches watches) {
    this.http = http;
    this.servers = servers;
    this.settings = settings;
    this.watches = watches;
  }

  /** The limits of a call that is about to be made. */
  public Watch watch() {
    return watches.start(settings.limits());
  }

  /** Blocks until the answer has ended, in whatever way. */
  public Ending ask(Ask ask, Watch watch, Listener listener) {
    FlowiseServer server = servers.named(ask.server(), ask.sessionId());
    HttpPost request = request(ask, server);
    watch.onExpiry(request::cancel);
    watches.add(watch);
    try {
      ClassicHttpResponse response = http.executeOpen(null, request, null);
      watch.byteArrived();
      Ending ending = read(response, watch, listener);
      release(response, request, ending, watch);
      return ending;
    } catch (IOException broken) {
      Ending verdict = watch.verdict();
      if (verdict != null) return verdict;
      servers.failed(server);
      return new Ending.Failed(Ending.Cause.UNREACHABLE, broken.getClass().getSimpleName());
    } catch (RuntimeException failure) {
      // A call that is aborted while it gets its connection fails with an IllegalStateException.
      Ending verdict = watch.verdict();
      if (verdict != null) return verdict;
      boolean _ = request.cancel();
      throw failure;
    } finally {
      watches.remove(watch);
    }
  }

  /** Keeps the connection for the next call where the answer was heard to its end. */
  private static void release(
      ClassicHttpResponse response, HttpPost request, Ending ending, Watch watch) {
    boolean heardOut =
        switch (ending) {
          case Ending.Complete _ -> true;
          case Ending.Failed(var cause, var _) ->
              cause == Ending.Cause.REPORTED || cause == Ending.Cause.REFUSED;
          case Ending.Stopped _, Ending.Enough _ -> false;
        };
    if (heardOut) {
      watch.stopAfter(REST_OF_ANSWER);
      EntityUtils.consumeQuietly(response.getEntity());
    } else {
      boolean _ = request.cancel();
    }
    try {
      response.close();
    } catch (IOException broken) {
      // It was of no more use.
    }
  }

  private static HttpPost request(Ask ask, FlowiseServer server) {
    var request = new HttpPost(server.url().at("/api/v1/prediction/" + ask.chatflow()));
    server.authorise(request);
    request.setEntity(new StringEntity(AskJson.of(ask), ContentType.APPLICATION_JSON));
    return request;
  }

  private Ending read(ClassicHttpResponse response, Watch watch, Listener listener) {
    HttpEntity entity = response.getEntity();
    try {
      // Closed with the response: closing it here would wait for the rest of a broken stream.
      InputStream in = new Touching(content(entity), watch);
      if (response.getCode() != 200) return refused(response.getCode(), in);
      String type = entity == null ? null : entity.getContentType();
      if (type != null && type.startsWith("text/event-stream")) return stream(in, listener);
      return plain(in, listener);
    } catch (SseReader.OversizeException tooLarge) {
      return new Ending.Failed(Ending.Cause.UNREADABLE, "an event over the size limit");
    } catch (IOException broken) {
      Ending verdict = watch.verdict();
      return verdict != null
          ? verdict
          : new Ending.Failed(Ending.Cause.CUT_OFF, broken.getClass().getSimpleName());
    }
  }

  private Ending stream(InputStream in, Listener listener) throws IOException {
    var frames = new SseReader(in, Math.toIntExact(settings.maxEventSize().toBytes()));
    String reported = null;
    for (String frame = frames.next(); frame != null; frame = frames.next()) {
      UpstreamEvent event = UpstreamEvent.parse(frame).orElse(null);
      if (event == null) continue;
      if (event.is("end") || event.is("abort")) {
        return reported == null
            ? new Ending.Complete()
            : new Ending.Failed(Ending.Cause.REPORTED, reported);
      }
      if (event.is("error")) reported = Redaction.error(event.text());
      tell(event, listener);
    }
    return reported == null
        ? new Ending.Failed(Ending.Cause.CUT_OFF, "the stream ended without its end event")
        : new Ending.Failed(Ending.Cause.REPORTED, reported);
  }

  private Ending plain(InputStream in, Listener listener) throws IOException {
    int limit = Math.toIntExact(settings.maxEventSize().toBytes());
    byte[] body = in.readNBytes(limit + 1);
    if (body.length > limit) throw new SseReader.OversizeException(limit);
    JsonNode answer = json(body);
    if (answer == null || !answer.isObject()) {
      return new Ending.Failed(Ending.Cause.UNREADABLE, "an answer that is no JSON object");
    }
    JsonAnswer.events(answer).forEach(event -> tell(event, listener));
    return new Ending.Complete();
  }

  private static void tell(UpstreamEvent event, Listener listener) {
    if (event.is("agentFlowExecutedData")) listener.usage(TokenUsage.of(event.data()));
    listener.event(Redaction.of(event));
  }

  private static Ending refused(int status, InputStream in) throws IOException {
    JsonNode body = json(in.readNBytes(MAX_ERROR_BODY_BYTES));
    String message = body == null ? "" : body.path("message").asString("");
    return new Ending.Failed(
        Ending.Cause.REFUSED, Redaction.error("%d %s".formatted(status, message).strip()));
  }

  private static @Nullable JsonNode json(byte[] body) {
    try {
      return JSON.readTree(new String(body, StandardCharsets.UTF_8));
    } catch (JacksonException notJson) {
      return null;
    }
  }

  private static InputStream content(@Nullable HttpEntity entity) throws IOException {
    return entity == null ? InputStream.nullInputStream() : entity.getContent();
  }

  /** Tells the watch of each arrival. */
  private static final class Touching extends FilterInputStream {
    private final Watch watch;

    Touching(InputStream in, Watch watch) {
      super(in);
      this.watch = watch;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      int read = super.read(buffer, offset, length);
      watch.byteArrived();
      return read;
    }
  }
}
