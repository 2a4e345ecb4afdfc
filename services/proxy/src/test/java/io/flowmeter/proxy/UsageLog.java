package io.flowmeter.proxy;

import io.flowmeter.eventing.Received;
import io.flowmeter.eventing.Topic;
import io.flowmeter.events.UsageRecorded;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.clients.consumer.Consumer;
import org.springframework.context.ApplicationContext;
import org.springframework.kafka.core.DefaultKafkaConsumerFactory;

/** Everything on the usage topic, as another service would hear it. */
public final class UsageLog {
  private final List<UsageRecorded> heard = new CopyOnWriteArrayList<>();

  private UsageLog() {}

  @SuppressWarnings("unchecked") // The bean's type, which a look-up by class does not keep.
  static UsageLog start(ApplicationContext context) {
    var log = new UsageLog();
    DefaultKafkaConsumerFactory<String, Received> consumers =
        context.getBean(DefaultKafkaConsumerFactory.class);
    var _ =
        Thread.ofPlatform()
            .daemon()
            .name("usage-log")
            .start(() -> log.listen(consumers.createConsumer("usage-log", "")));
    return log;
  }

  private void listen(Consumer<String, Received> consumer) {
    consumer.subscribe(List.of(Topic.USAGE_NAME));
    while (true) {
      for (var record : consumer.poll(Duration.ofMillis(100))) {
        if (record.value() instanceof Received.Event(UsageRecorded usage, var _)) heard.add(usage);
      }
    }
  }

  public List<UsageRecorded> of(String userId) {
    return heard.stream().filter(usage -> usage.getUserId().equals(userId)).toList();
  }

  public List<UsageRecorded> of(UUID completionId) {
    return heard.stream().filter(usage -> usage.getCompletionId().equals(completionId)).toList();
  }
}
