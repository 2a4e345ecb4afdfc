package io.flowmeter.accounting.account;

import io.flowmeter.accounting.inbox.FactConsumer;
import io.flowmeter.accounting.inbox.Intake;
import io.flowmeter.eventing.Received;
import io.flowmeter.eventing.Topic;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.springframework.kafka.annotation.KafkaListener;
import org.springframework.stereotype.Component;

@Component
class AccountListener implements FactConsumer {
  private final Intake intake;
  private final AccountReader reader;
  private final Profiles profiles;

  AccountListener(Intake intake, AccountReader reader, Profiles profiles) {
    this.intake = intake;
    this.reader = reader;
    this.profiles = profiles;
  }

  @Override
  public String topic() {
    return Topic.USERS;
  }

  @Override
  @KafkaListener(
      id = "accounts",
      idIsGroup = false,
      topics = Topic.USERS,
      containerFactory = "batches")
  public void receive(List<ConsumerRecord<String, Received>> batch) {
    intake.take(batch, reader, profiles::apply);
  }
}
