package io.flowmeter.proxy.credit;

import com.mongodb.MongoException;
import io.flowmeter.eventing.DeadLetters;
import io.flowmeter.eventing.Received;
import io.flowmeter.eventing.Topic;
import io.flowmeter.events.BalanceChanged;
import io.flowmeter.identity.UserId;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.kafka.annotation.KafkaListener;

/** Keeps the shown balances by accounting's facts, those that come together in one write. */
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
      containerFactory = "batches")
  void on(List<ConsumerRecord<String, Received>> batch) {
    List<Balances.Change> changes = new ArrayList<>(batch.size());
    for (var record : batch) {
      switch (record.value()) {
        case Received.Event(BalanceChanged event, var _) when UserId.isValid(event.getUserId()) ->
            changes.add(change(event));
        case Received.Event(BalanceChanged _, var _) ->
            deadLetters.send(record, "userId is no user id");
        case Received.Event _ -> deadLetters.send(record, "no BalanceChanged");
        case Received.Unreadable unreadable -> deadLetters.send(record, unreadable.reason());
        case null -> {}
      }
    }
    try {
      balances.changed(changes);
    } catch (MongoException away) {
      throw new DataAccessResourceFailureException("the store does not answer", away);
    }
  }

  private static Balances.Change change(BalanceChanged event) {
    return new Balances.Change(
        new UserId(event.getUserId()),
        event.getBalance(),
        event.getSequence(),
        event.getOccurredAt());
  }
}
