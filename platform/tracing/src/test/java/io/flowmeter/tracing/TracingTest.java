package io.flowmeter.tracing;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.flowmeter.tracing.Tracing.Kind;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HexFormat;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Against a receiver that keeps what it is sent; texts and ids stand in protobuf as they are. */
class TracingTest {
  private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
  private static final String CALLER = "b7ad6b7169203331";
  private static final String SAMPLED = "00-" + TRACE + "-" + CALLER + "-01";
  private static final String UNSAMPLED = "00-" + TRACE + "-" + CALLER + "-00";

  private final BlockingQueue<String> received = new LinkedBlockingQueue<>();
  private HttpServer receiver;

  @BeforeEach
  void listen() throws IOException {
    receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    receiver.createContext(
        "/v1/traces",
        exchange -> {
          received.add(new String(exchange.getRequestBody().readAllBytes(), ISO_8859_1));
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    receiver.start();
  }

  @AfterEach
  void stop() {
    receiver.stop(0);
  }

  private Tracing exporting(double share) {
    String endpoint = "http://localhost:" + receiver.getAddress().getPort() + "/";
    return new OtlpTracing(new TraceSettings(endpoint, share), "some-service");
  }

  private static String bytes(String hex) {
    return new String(HexFormat.of().parseHex(hex), ISO_8859_1);
  }

  @Test
  void a_span_is_sent_as_child_of_what_caused_it_and_is_what_it_tells_the_next() {
    String told;
    try (Tracing tracing = exporting(1)) {
      try (Span span = tracing.start(Kind.CLIENT, "ask somebody", SAMPLED)) {
        span.set("answer", 42);
        span.failed("too late");
        told = Objects.requireNonNull(span.traceparent());
      }
    }

    assertThat(told).matches("00-" + TRACE + "-[0-9a-f]{16}-01").doesNotContain(CALLER);
    assertThat(received).hasSize(1);
    assertThat(received.element())
        .contains("some-service", "ask somebody", "answer", "too late")
        .contains(bytes(TRACE), bytes(CALLER), bytes(told.substring(36, 52)));
  }

  @Test
  void what_the_caller_did_not_sample_is_not_sent_and_its_trace_goes_on() {
    try (Tracing tracing = exporting(1)) {
      try (Span span = tracing.start(Kind.SERVER, "serve", UNSAMPLED)) {
        assertThat(span.traceparent()).startsWith("00-" + TRACE).endsWith("-00");
      }
    }

    assertThat(received).isEmpty();
  }

  @Test
  void the_share_is_of_traces_that_begin_here() {
    try (Tracing tracing = exporting(0)) {
      tracing.start(Kind.SERVER, "begins here", null).close();
      tracing.start(Kind.SERVER, "begins here, too", "nonsense").close();
      tracing.start(Kind.SERVER, "sampled by the caller", SAMPLED).close();
    }

    assertThat(received).hasSize(1);
    assertThat(received.element()).contains("sampled by the caller").doesNotContain("begins here");
  }

  @Test
  void a_receiver_that_is_away_holds_up_nobody() {
    Tracing tracing = exporting(1);
    receiver.stop(0);
    long started = System.nanoTime();

    for (int i = 0; i < 10_000; i++) tracing.start(Kind.SERVER, "serve", null).close();

    assertThat(System.nanoTime() - started).isLessThan(2_000_000_000L);
    tracing.close();
  }

  @Test
  void where_it_is_off_the_trace_goes_on_and_nothing_is_started() {
    int threads = Thread.activeCount();
    Tracing tracing = new TracePlatform().tracing(new TraceSettings("", 1), "some-service");

    try (Span span = tracing.start(Kind.SERVER, "serve", SAMPLED)) {
      assertThat(span.traceparent()).isEqualTo(SAMPLED);
    }
    assertThat(tracing.start(Kind.SERVER, "serve", null).traceparent()).isNull();
    assertThat(tracing.isOn()).isFalse();
    assertThat(Thread.activeCount()).isEqualTo(threads);
  }

  @Test
  void a_share_that_is_none_is_refused() {
    assertThatThrownBy(() -> new TraceSettings("", 1.5))
        .hasMessageContaining("OTEL_TRACES_SAMPLER_ARG")
        .hasMessageContaining("from 0 to 1, not 1.5");
  }
}
