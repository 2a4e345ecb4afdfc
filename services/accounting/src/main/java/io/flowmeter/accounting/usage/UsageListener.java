package io.flowmeter.accounting.usage;

import io.flowmeter.accounting.inbox.Intake;
import io.flowmeter.eventing.Received;
import io.flowmeter.eventing.Topic;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.springframework.kafka.annotation.KafkaListener;
import org.springframework.stereotype.Component;

@Component
class UsageListener {
  private final Intake intake;
  private final UsageReader reader;
  private final UsageBooking booking;

  UsageListener(Intake intake, UsageReader reader, UsageBooking booking) {
    this.intake = intake;
    this.reader = reader;
    this.booking = booking;
  }

  @KafkaListener(
      id = "usage",
      idIsGroup = false,
      topics = Topic.USAGE_NAME,
      containerFactory = "batches")
  void receive(List<ConsumerRecord<String, Received>> batch) {
    intake.take(batch, reader, booking::book);
  }
}
