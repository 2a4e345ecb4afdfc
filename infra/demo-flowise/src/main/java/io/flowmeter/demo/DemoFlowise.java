package io.flowmeter.demo;

import io.flowmeter.demo.http.HttpServer;
import io.flowmeter.demo.prediction.Predictions;
import io.flowmeter.demo.prediction.Served;
import io.flowmeter.demo.prediction.ServedLog;
import io.flowmeter.demo.script.Behaviour;
import io.flowmeter.demo.script.Script;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Clock;
import java.util.List;
import java.util.function.UnaryOperator;

/** A stand-in for a Flowise server: see {@link io.flowmeter.demo.prediction.Flow} for its flows. */
public final class DemoFlowise implements AutoCloseable {
  private static final int SERVED_KEPT_FOR_TESTS = 50_000;
  private static final int SERVED_KEPT_OTHERWISE = 10;

  private final Settings settings;
  private final Script script = new Script();
  private final ServedLog log;
  private final HttpServer server;

  private DemoFlowise(Settings settings, UnaryOperator<String> answers) {
    this.settings = settings;
    this.log = new ServedLog(settings.control() ? SERVED_KEPT_FOR_TESTS : SERVED_KEPT_OTHERWISE);
    Predictions predictions =
        new Predictions(
            script, log, answers, settings.tokenDelay(), settings.hangLimit(), Clock.systemUTC());
    FlowiseApi api = new FlowiseApi(settings.apiKey(), predictions);
    try {
      this.server =
          new HttpServer(
              settings.host(),
              settings.port(),
              settings.control() ? new ControlApi(script, log, api) : api);
    } catch (IOException e) {
      throw new UncheckedIOException("port " + settings.port() + " cannot be listened on", e);
    }
  }

  public static void main(String... arguments) {
    DemoFlowise demo = start(Settings.of(System.getenv(), arguments));
    System.out.println("Demo Flowise is ready at " + demo.baseUrl());
  }

  /** For tests, without delays; port 0 takes a free one. */
  public static DemoFlowise start(int port) {
    return start(Settings.forTests(port));
  }

  static DemoFlowise start(Settings settings) {
    String always = settings.answer();
    return new DemoFlowise(settings, always.isEmpty() ? DemoFlowise::answer : question -> always);
  }

  static DemoFlowise start(Settings settings, UnaryOperator<String> answers) {
    return new DemoFlowise(settings, answers);
  }

  /** What the demo says; the same question always has the same answer. */
  static String answer(String question) {
    return "You asked: \""
        + question.strip()
        + "\" — I am Flowmeter's demo, standing in for your Flowise."
        + " This question was checked, streamed, stored and charged like a real one.";
  }

  public int port() {
    return server.port();
  }

  /** Without a path and without a slash at the end. */
  public URI baseUrl() {
    return URI.create("http://127.0.0.1:" + server.port());
  }

  public String apiKey() {
    return settings.apiKey();
  }

  /** Applies to the predictions that come from now on, after what was told before. */
  public void behave(Behaviour behaviour) {
    script.add(behaviour);
  }

  /** Lets go on what is paused or hangs. */
  public void release() {
    script.release();
  }

  /** Back to normal, with nothing served. */
  public void reset() {
    script.reset();
    log.clear();
  }

  public List<Served> served() {
    return log.all();
  }

  @Override
  public void close() {
    script.release();
    server.close();
  }
}
