package io.flowmeter.proxy.journal;

import com.mongodb.MongoException;
import com.mongodb.client.MongoDatabase;
import io.flowmeter.eventing.EventIds;
import io.flowmeter.outbox.MongoOutbox;
import io.flowmeter.proxy.completion.InterruptionPolicy;
import io.flowmeter.proxy.completion.Settlement;
import io.flowmeter.proxy.completion.TokenEstimate;
import java.time.Clock;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.scheduling.concurrent.ThreadPoolTaskScheduler;

@Configuration(proxyBeanMethods = false)
@EnableScheduling
class JournalConfiguration {
  /** More than there are tasks. */
  private static final int MAX_TASKS = 16;

  /**
   * The default one runs all tasks on one thread, where a sweep or a server that does not answer
   * would keep the leases of living completions from being renewed.
   */
  @Bean
  ThreadPoolTaskScheduler taskScheduler() {
    var scheduler = new ThreadPoolTaskScheduler();
    scheduler.setPoolSize(MAX_TASKS);
    scheduler.setThreadNamePrefix("task-");
    scheduler.setDaemon(true);
    return scheduler;
  }

  @Bean
  Journal journal(
      MongoDatabase database,
      MongoOutbox outbox,
      EventIds ids,
      Clock clock,
      @Value("${flowmeter.proxy.lease:20s}") Duration lease) {
    return new Journal(database, outbox, new UsageEvents(ids), clock, lease);
  }

  @Bean
  Settlement.Rules settlementRules(
      @Value("${flowmeter.proxy.interrupted-cost:if-delivered}") InterruptionPolicy interrupted) {
    return new Settlement.Rules(interrupted, new TokenEstimate());
  }

  /** So that the first answer does not wait for the vocabulary, either. */
  @Bean
  ApplicationListener<ApplicationReadyEvent> tokenCountWarmUp(Settlement.Rules rules) {
    return ready ->
        Thread.ofPlatform()
            .daemon()
            .name("token-count-warm-up")
            .start(
                () -> {
                  long _ = rules.tokenCount().applyAsLong("warm");
                });
  }

  @Bean
  RecoveryTask recoveryTask(Journal journal, Settlement.Rules rules, Clock clock) {
    return new RecoveryTask(new Recovery(journal, rules, clock));
  }

  /** A round that fails is left to the next one. */
  static final class RecoveryTask {
    private static final Logger log = LoggerFactory.getLogger(RecoveryTask.class);
    private final Recovery recovery;

    RecoveryTask(Recovery recovery) {
      this.recovery = recovery;
    }

    @Scheduled(fixedDelayString = "${flowmeter.proxy.recovery-interval:5s}")
    void round() {
      try {
        recovery.run();
      } catch (MongoException away) {
        log.warn("recovery is put off, the store does not answer: {}", away.toString());
      }
    }
  }
}
