package io.flowmeter.accounting.creditrequest;

import io.flowmeter.accounting.allocation.RequestedAllocations;
import io.flowmeter.accounting.inbox.Intake;
import io.flowmeter.eventing.Received;
import io.flowmeter.eventing.Topic;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.springframework.kafka.annotation.KafkaListener;
import org.springframework.stereotype.Component;

@Component
class CreditRequestListener {
  private final Intake intake;
  private final CreditRequestReader reader;
  private final RequestedAllocations allocations;

  CreditRequestListener(
      Intake intake, CreditRequestReader reader, RequestedAllocations allocations) {
    this.intake = intake;
    this.reader = reader;
    this.allocations = allocations;
  }

  @KafkaListener(
      id = "credit-requests",
      idIsGroup = false,
      topics = Topic.CREDIT_REQUESTS_NAME,
      containerFactory = "batches")
  void receive(List<ConsumerRecord<String, Received>> batch) {
    intake.take(batch, reader, allocations::book);
  }
}
