package io.flowmeter.accounting.usage;

import io.flowmeter.accounting.inbox.FactConsumer;
import io.flowmeter.accounting.inbox.Intake;
import io.flowmeter.eventing.Received;
import io.flowmeter.eventing.Topic;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.springframework.kafka.annotation.KafkaListener;
import org.springframework.stereotype.Component;

@Component
class UsageListener implements FactConsumer {
  private final Intake intake;
  private final UsageReader reader;
  private final UsageBooking booking;

  UsageListener(Intake intake, UsageReader reader, UsageBooking booking) {
    this.intake = intake;
    this.reader = reader;
    this.booking = booking;
  }

  @Override
  public String topic() {
    return Topic.USAGE_NAME;
  }

  @Override
  @KafkaListener(
      id = "usage",
      idIsGroup = false,
      topics = Topic.USAGE_NAME,
      containerFactory = "batches",
      concurrency = "${flowmeter.usage.consumers:2}",
      properties = "max.poll.records=${flowmeter.usage.batch-events:2000}")
  public void receive(List<ConsumerRecord<String, Received>> batch) {
    intake.take(batch, reader, booking::book);
  }
}
