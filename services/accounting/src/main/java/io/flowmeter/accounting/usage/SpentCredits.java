package io.flowmeter.accounting.usage;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** Counts what usages cost, once the running transaction has booked them. */
@Component
class SpentCredits {
  private final Counter spent;

  SpentCredits(MeterRegistry metrics) {
    this.spent = metrics.counter("flowmeter.credits.spent");
  }

  void count(List<Usage> usages) {
    long credits = usages.stream().mapToLong(usage -> usage.credits().amount()).sum();
    TransactionSynchronizationManager.registerSynchronization(
        new TransactionSynchronization() {
          @Override
          public void afterCommit() {
            spent.increment((double) credits);
          }
        });
  }
}
