package io.flowmeter.proxy.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowmeter.demo.prediction.Flow;
import io.flowmeter.demo.script.Recording;
import io.flowmeter.proxy.http.HttpPool;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.util.unit.DataSize;

/**
 * Whatever a real Flowise ever answered, to whatever call, has a defined end here: each recording
 * is given as the answer to a question, and those of look-ups and lists to these, too. The expected
 * ends are kept beside the recordings, one line for each.
 */
class EveryRecordingTest {
  private static final Duration SHORT = Duration.ofMillis(800);
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final int MAX_TEXT = 60;

  private static ReplayServer server;
  private static CloseableHttpClient http;
  private static Watches watches;
  private static Flowise flowise;
  private static Flows flows;
  private static FlowCatalogue catalogue;

  @BeforeAll
  static void start() throws IOException {
    server = new ReplayServer();
    http = new HttpPool(10, SECOND, SECOND, Duration.ofSeconds(4)).open();
    watches = new Watches();
    var size = DataSize.ofMegabytes(1);
    var settings =
        new FlowiseSettings(
            server.url(),
            "",
            10,
            SECOND,
            SECOND,
            SHORT,
            SHORT,
            SECOND,
            SECOND,
            Duration.ZERO,
            Duration.ZERO,
            size,
            size);
    var servers = new FlowiseServers(FlowiseServer.parse(server.url(), ""));
    flowise = new Flowise(http, servers, settings, watches);
    flows = new Flows(http, servers, settings, Clock.systemUTC());
    catalogue = new FlowCatalogue(http, servers, settings);
    // The first one loads classes, for which the limits are too short.
    String _ = endOf(Recording.named("20-stream-conversation"));
  }

  @AfterAll
  static void stop() throws IOException {
    http.close();
    watches.close();
    server.close();
  }

  static Stream<String> names() {
    return expected().keySet().stream();
  }

  @ParameterizedTest
  @MethodSource("names")
  void an_answer_has_the_end_that_is_expected_of_it(String name) {
    assertThat(endOf(Recording.named(name))).isEqualTo(expected().get(name));
  }

  @Test
  void no_recording_is_left_out() throws IOException, URISyntaxException {
    var recorded = new ArrayList<String>();
    for (URI folder : folders()) {
      try (Stream<Path> files = Files.list(Path.of(folder))) {
        files
            .map(file -> file.getFileName().toString())
            .filter(file -> file.matches("\\d.*\\.txt"))
            .forEach(file -> recorded.add(file.replace(".txt", "")));
      }
    }
    assertThat(recorded).isNotEmpty();
    assertThat(expected().keySet()).containsAll(recorded).hasSizeGreaterThanOrEqualTo(118);
  }

  private static List<URI> folders() throws IOException, URISyntaxException {
    var folders = new ArrayList<URI>();
    for (var url :
        Collections.list(EveryRecordingTest.class.getClassLoader().getResources("recordings"))) {
      if (url.getProtocol().equals("file")) folders.add(url.toURI());
    }
    return folders;
  }

  private static String endOf(Recording recording) {
    server.answerWith(recording);
    String call = recording.request().lines().findFirst().orElse("");
    String end = ask(call.contains("streaming") || recording.request().contains("\"streaming\""));
    if (call.contains("/chatflows-streaming/")) {
      end += " / " + flows.find(new ChatflowId(UUID.randomUUID().toString()));
    }
    if (call.startsWith("GET /api/v1/chatflows")) {
      end +=
          switch (catalogue.list()) {
            case FlowCatalogue.Listing.Listed(var listed) -> " / " + listed.size() + " flows";
            case FlowCatalogue.Listing.Failed(String reason) -> " / " + reason;
          };
    }
    return end;
  }

  private static String ask(boolean streaming) {
    var text = new StringBuilder();
    var usage = new TreeMap<String, Long>();
    Listener listener =
        new Listener() {
          @Override
          public void event(UpstreamEvent event) {
            if (event.is("token")) text.append(event.text());
          }

          @Override
          public void usage(TokenUsage latest) {
            usage.put("in", latest.input());
            usage.put("out", latest.output());
          }
        };
    var question =
        new Ask(
            new ChatflowId(Flow.CONVERSATION.id()), "x", UUID.randomUUID(), List.of(), streaming);
    Ending ending = flowise.ask(question, flowise.watch(), listener);
    String said = text.toString().replace("\n", " ").strip();
    String shown = said.length() > MAX_TEXT ? said.substring(0, MAX_TEXT) : said;
    return "%s \"%s\"%s".formatted(named(ending), shown, usage.isEmpty() ? "" : " " + usage);
  }

  private static String named(Ending ending) {
    return switch (ending) {
      case Ending.Complete _ -> "complete";
      case Ending.Failed(var cause, var detail) ->
          "%s (%s)"
              .formatted(
                  cause, detail.length() > MAX_TEXT ? detail.substring(0, MAX_TEXT) : detail);
      case Ending.Stopped _ -> "stopped";
      case Ending.Enough _ -> "enough";
    };
  }

  /** Lines of a name, a tab and an end. */
  private static Map<String, String> expected() {
    try (var file = EveryRecordingTest.class.getResourceAsStream("/expected-endings.tsv")) {
      var lines = new String(file.readAllBytes(), StandardCharsets.UTF_8).lines();
      var expected = new TreeMap<String, String>();
      lines.forEach(line -> expected.put(line.split("\t", 2)[0], line.split("\t", 2)[1]));
      return expected;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
