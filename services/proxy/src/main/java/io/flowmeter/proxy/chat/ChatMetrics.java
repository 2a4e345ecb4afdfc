package io.flowmeter.proxy.chat;

import io.flowmeter.proxy.completion.Outcome;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/** Figures of the completions of this instance. */
final class ChatMetrics {
  private final MeterRegistry registry;
  private final Timer firstToken;
  private final AtomicInteger openStreams;
  private final AtomicInteger openCompletions;

  ChatMetrics(MeterRegistry registry) {
    this.registry = registry;
    this.firstToken =
        Timer.builder("flowmeter.first.token")
            .description("From authorisation to the first token")
            .publishPercentileHistogram()
            .register(registry);
    this.openStreams = registry.gauge("flowmeter.open.streams", new AtomicInteger());
    this.openCompletions = registry.gauge("flowmeter.open.completions", new AtomicInteger());
    for (Outcome outcome : Outcome.values()) {
      var _ = registry.counter("flowmeter.completions", "outcome", outcome.stored());
    }
  }

  void ended(Outcome outcome) {
    registry.counter("flowmeter.completions", "outcome", outcome.stored()).increment();
  }

  void firstToken(Duration time) {
    firstToken.record(time);
  }

  AtomicInteger openStreams() {
    return openStreams;
  }

  AtomicInteger openCompletions() {
    return openCompletions;
  }
}
