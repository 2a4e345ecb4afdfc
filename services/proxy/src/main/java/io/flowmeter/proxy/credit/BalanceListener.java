package io.flowmeter.proxy.credit;

import com.mongodb.MongoException;
import io.flowmeter.eventing.DeadLetters;
import io.flowmeter.eventing.Received;
import io.flowmeter.eventing.Topic;
import io.flowmeter.events.BalanceChanged;
import io.flowmeter.identity.UserId;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.kafka.annotation.KafkaListener;

/** Keeps the shown balances by accounting's facts. */
class BalanceListener {
  private final Balances balances;
  private final DeadLetters deadLetters;

  BalanceListener(Balances balances, DeadLetters deadLetters) {
    this.balances = balances;
    this.deadLetters = deadLetters;
  }

  @KafkaListener(
      id = "balances",
      idIsGroup = false,
      topics = Topic.BALANCES_NAME,
      containerFactory = "records")
  void on(ConsumerRecord<String, Received> record) {
    switch (record.value()) {
      case Received.Event(BalanceChanged event, var _) -> apply(event);
      case Received.Event _ -> deadLetters.send(record, "no BalanceChanged");
      case Received.Unreadable unreadable -> deadLetters.send(record, unreadable.reason());
      case null -> {}
    }
  }

  private void apply(BalanceChanged event) {
    try {
      balances.changed(
          new UserId(event.getUserId()),
          event.getBalance(),
          event.getSequence(),
          event.getOccurredAt());
    } catch (MongoException away) {
      throw new DataAccessResourceFailureException("the store does not answer", away);
    }
  }
}
