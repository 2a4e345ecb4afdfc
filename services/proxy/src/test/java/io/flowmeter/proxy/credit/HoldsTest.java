package io.flowmeter.proxy.credit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.flowmeter.identity.Caller;
import io.flowmeter.identity.Role;
import io.flowmeter.identity.ServiceTokens;
import io.flowmeter.identity.TokenKeys;
import io.flowmeter.identity.UserId;
import io.flowmeter.proxy.FakeAccounting;
import io.flowmeter.proxy.completion.CompletionId;
import io.flowmeter.proxy.http.HttpPool;
import io.flowmeter.proxy.upstream.ChatflowId;
import io.flowmeter.tracing.Tracing;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How accounting is asked, and left alone. */
class HoldsTest {
  private static final int TRIES = 3;
  private static final int CIRCUIT_CALLS = 6;
  private static final Duration TENTH = Duration.ofMillis(100);
  private static final Duration OPEN_TIME = Duration.ofMillis(300);
  private static final Clock CLOCK = Clock.systemUTC();

  private static final TokenKeys KEYS =
      TokenKeys.of("JWT_ACCESS_SECRET", "0123456789abcdef-of-the-tests-of-holds", List.of(), false);

  private final ServiceTokens tokens = new ServiceTokens(KEYS, CLOCK);
  private final FakeAccounting accounting = new FakeAccounting(tokens);
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final CloseableHttpClient http =
      new HttpPool(5, Duration.ofSeconds(1), Duration.ofSeconds(2), Duration.ofSeconds(4)).open();
  private final Holds holds = holds(accounting.url(), http, registry);

  private Holds holds(String url, CloseableHttpClient http, MeterRegistry registry) {
    var second = Duration.ofSeconds(1);
    var settings =
        new CreditSettings(
            url,
            5,
            second,
            second,
            TRIES,
            Duration.ofMillis(1),
            Duration.ofMinutes(1),
            CIRCUIT_CALLS,
            OPEN_TIME);
    var circuit = new Circuit(settings);
    return new Holds(
        http,
        new ServiceIdentity(tokens, CLOCK, settings.tokenLifetime()),
        settings,
        circuit,
        new HoldMetrics(registry, circuit),
        Tracing.off());
  }

  @AfterEach
  void stop() throws IOException {
    accounting.close();
    http.close();
  }

  @Test
  void a_hold_is_one_call() {
    assertThat(place()).isInstanceOf(HoldOutcome.Granted.class);
    assertThat(accounting.tries()).hasSize(1);
  }

  @Test
  void tries_are_bounded() {
    accounting.mode(FakeAccounting.Mode.BROKEN);
    assertThat(place()).isEqualTo(new HoldOutcome.Unavailable());
    assertThat(accounting.tries()).hasSize(TRIES);
    assertThat(registry.counter("flowmeter.hold.retries").count()).isEqualTo(TRIES - 1);
  }

  @Test
  void a_refusal_is_an_answer_and_not_tried_again() {
    accounting.mode(FakeAccounting.Mode.POOR);
    for (int i = 0; i < CIRCUIT_CALLS; i++) {
      assertThat(place()).isEqualTo(new HoldOutcome.Insufficient());
    }
    assertThat(accounting.tries()).hasSize(CIRCUIT_CALLS);
    assertThat(openCircuits(registry)).isZero();
  }

  @Test
  void an_accounting_that_keeps_failing_is_not_asked_for_a_while() {
    openTheCircuit();
    int asked = accounting.tries().size();
    assertThat(place()).isEqualTo(new HoldOutcome.Unavailable());
    assertThat(accounting.tries()).hasSize(asked);
    assertThat(openCircuits(registry)).isEqualTo(1);
  }

  @Test
  void an_accounting_that_answers_again_is_asked_again() {
    openTheCircuit();
    accounting.mode(FakeAccounting.Mode.NORMAL);
    await().until(() -> place() instanceof HoldOutcome.Granted);
    for (int i = 0; i < CIRCUIT_CALLS; i++) {
      assertThat(place()).isInstanceOf(HoldOutcome.Granted.class);
    }
    assertThat(openCircuits(registry)).isZero();
  }

  @Test
  void a_crowd_that_waits_for_connections_is_no_fault_of_accountings() throws Exception {
    var own = new SimpleMeterRegistry();
    try (var silent = new ServerSocket(0, CIRCUIT_CALLS, InetAddress.getLoopbackAddress());
        var one = new HttpPool(1, TENTH, Duration.ofMinutes(1), TENTH).open();
        var crowd = Executors.newVirtualThreadPerTaskExecutor()) {
      String url = "http://127.0.0.1:" + silent.getLocalPort();
      // Until one is under way for certain: a busy machine may not even connect in time.
      do {
        Future<?> _ = crowd.submit(() -> one.execute(new HttpGet(url), _ -> null));
      } while (silent.accept().getInputStream().read() < 0);

      Holds waiting = holds(url, one, own);
      for (int i = 0; i < CIRCUIT_CALLS; i++) {
        assertThat(place(waiting)).isEqualTo(new HoldOutcome.Unavailable());
      }
      assertThat(openCircuits(own)).isZero();
      crowd.shutdownNow();
    }
  }

  @Test
  void an_accounting_that_is_not_there_is_unavailable() {
    assertThat(place(holds("http://127.0.0.1:1", http, new SimpleMeterRegistry())))
        .isEqualTo(new HoldOutcome.Unavailable());
  }

  private void openTheCircuit() {
    accounting.mode(FakeAccounting.Mode.BROKEN);
    for (int i = 0; i < CIRCUIT_CALLS / TRIES; i++) place();
  }

  private static double openCircuits(MeterRegistry registry) {
    return registry.get("flowmeter.accounting.circuit.open").gauge().value();
  }

  private HoldOutcome place() {
    return place(holds);
  }

  private static HoldOutcome place(Holds holds) {
    var caller =
        new Caller(new UserId("u1"), "ann", "ann@example.com", Role.ENDUSER, "", CLOCK.instant());
    return holds.place(new CompletionId(UUID.randomUUID()), new ChatflowId("flow"), caller);
  }
}
