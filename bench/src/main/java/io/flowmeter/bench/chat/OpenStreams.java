package io.flowmeter.bench.chat;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.flowmeter.bench.Setting;
import io.flowmeter.bench.fact.People;
import io.flowmeter.bench.fact.Topics;
import io.flowmeter.bench.load.Bytes;
import io.flowmeter.bench.load.Call;
import io.flowmeter.bench.load.Load;
import io.flowmeter.bench.platform.Api;
import io.flowmeter.bench.platform.Platform;
import io.flowmeter.bench.profile.Jcmd;
import io.flowmeter.bench.report.Result;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** What streams cost that are open while the model thinks. */
public final class OpenStreams {
  private static final int STREAMS = 1_000;
  private static final String FIRST = "live heap of the first %,d open streams".formatted(STREAMS);
  private static final String LATER = "live heap of %,d later ones".formatted(STREAMS);
  private static final int TOKENS_BEFORE = 5;
  private static final Duration SILENCE_LIMIT = Duration.ofSeconds(30);
  private static final int MAX_ANSWER_BYTES = 16 * 1024;
  private static final byte[] WORD_BEFORE =
      Bytes.of(Setting.ANSWER.split(" ", -1)[TOKENS_BEFORE - 1] + "\"");
  private static final byte[] END = Bytes.of("\"end\"");

  private final Setting setting;
  private final InetSocketAddress proxy;
  private final Api flowise;
  private final Asking people;
  private final long pid;
  private final Result result =
      new Result("streams", "A thousand open streams, while nothing comes from Flowise");

  private OpenStreams(Setting setting) {
    this.setting = setting;
    Platform platform = setting.platform();
    this.proxy = Platform.address(platform.proxy());
    this.flowise = Api.at(platform.flowise());
    this.people = Asking.throughProxy(platform, Chatting.FLOW, STREAMS);
    this.pid = Objects.requireNonNull(setting.processes().pids().get("proxy"), "no proxy");
  }

  /** The platform's demo has to be one that can be steered. */
  public static Result run(Setting setting) throws IOException {
    return new OpenStreams(setting).run();
  }

  private Result run() throws IOException {
    setting.say("making %,d people with credits".formatted(setting.people()));
    try (Topics topics = new Topics(setting.platform())) {
      People.ensure(setting.platform(), topics, Math.max(STREAMS, setting.people()));
    }
    var _ = Load.closed(proxy, 16, people, setting.window()).mostlyGood();
    // Leaves behind what later streams find there, such as pooled buffers.
    add(FIRST, round());
    for (int round = 1; round <= setting.rounds(); round++) {
      setting.say("round %d of %d".formatted(round, setting.rounds()));
      add(LATER, round());
    }
    result.compare(FIRST, result.median(FIRST), "MB", "under 100");
    result.compare(LATER, result.median(LATER), "MB", "under 100");
    result.note(
        "Bytes of live objects in the proxy, after a full collection: with %,d streams open, each of which has had %d of its tokens, less without. Then the rest of each answer is let go and looked at."
            .formatted(STREAMS, TOKENS_BEFORE));
    return result;
  }

  private void add(String what, double bytes) {
    result.add(what, "MB", bytes / 1e6);
  }

  private double round() throws IOException {
    long before = Jcmd.liveBytes(pid);
    var _ =
        flowise
            .post("/control/behaviours", "{\"pauseAfterTokens\":%d}".formatted(TOKENS_BEFORE))
            .expect(200);
    List<Stream> open = new ArrayList<>();
    try {
      for (int i = 0; i < STREAMS; i++) open.add(new Stream(people.next()));
      long with = Jcmd.liveBytes(pid);
      var _ = flowise.post("/control/release", "{}").expect(200);
      for (Stream stream : open) stream.hearOut();
      return with - before;
    } finally {
      for (Stream stream : open) stream.socket.close();
      var _ = flowise.post("/control/reset", "{}").expect(200);
    }
  }

  private final class Stream {
    private final Call call;
    private final Socket socket = new Socket();
    private final byte[] answer = new byte[MAX_ANSWER_BYTES];
    private int length;

    /** Returns when the tokens have come that come before the pause. */
    Stream(Call call) throws IOException {
      this.call = call;
      socket.setSoTimeout(Math.toIntExact(SILENCE_LIMIT.toMillis()));
      socket.connect(proxy, Math.toIntExact(SILENCE_LIMIT.toMillis()));
      socket.getOutputStream().write(call.request());
      readUntil(WORD_BEFORE);
    }

    void hearOut() throws IOException {
      readUntil(END);
      if (!call.answered(200, answer, length)) throw new IOException("an answer is not whole");
    }

    private void readUntil(byte[] wanted) throws IOException {
      InputStream in = socket.getInputStream();
      while (Bytes.find(answer, 0, length, wanted) < 0) {
        int read = in.read(answer, length, answer.length - length);
        if (read < 0) {
          throw new IOException("a stream ended early: " + new String(answer, 0, length, UTF_8));
        }
        length += read;
      }
    }
  }
}
