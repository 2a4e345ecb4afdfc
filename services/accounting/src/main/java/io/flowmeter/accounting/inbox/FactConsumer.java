package io.flowmeter.accounting.inbox;

import io.flowmeter.eventing.Received;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Gives the facts of one topic their effect here, however often and in whatever order they come.
 */
public interface FactConsumer {
  String topic();

  void receive(List<ConsumerRecord<String, Received>> batch);
}
