package io.flowmeter.proxy.credit;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** Figures of the credit check. */
final class HoldMetrics {
  private final MeterRegistry registry;

  HoldMetrics(MeterRegistry registry, Circuit circuit) {
    this.registry = registry;
    Gauge.builder("flowmeter.accounting.circuit.open", circuit, c -> c.isOpen() ? 1 : 0)
        .description("1 while accounting is not asked because it does not answer")
        .register(registry);
  }

  void placed(HoldOutcome outcome, long nanos) {
    timer(outcome.getClass().getSimpleName()).record(nanos, TimeUnit.NANOSECONDS);
  }

  void triedAgain() {
    registry.counter("flowmeter.hold.retries").increment();
  }

  private Timer timer(String outcome) {
    return Timer.builder("flowmeter.hold")
        .description("The credit check before a completion, its retries included")
        .tag("outcome", outcome.toLowerCase(Locale.ROOT))
        .publishPercentileHistogram()
        .register(registry);
  }
}
