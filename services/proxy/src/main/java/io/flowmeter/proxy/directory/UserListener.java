package io.flowmeter.proxy.directory;

import static com.mongodb.client.model.Updates.combine;
import static com.mongodb.client.model.Updates.set;

import com.mongodb.MongoException;
import io.flowmeter.eventing.DeadLetters;
import io.flowmeter.eventing.Envelope;
import io.flowmeter.eventing.Received;
import io.flowmeter.eventing.Topic;
import io.flowmeter.events.RoleChanged;
import io.flowmeter.events.UserDeleted;
import io.flowmeter.events.UserRegistered;
import io.flowmeter.events.UserUpdated;
import io.flowmeter.identity.UserId;
import java.time.Instant;
import java.util.Date;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.bson.conversions.Bson;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.kafka.annotation.KafkaListener;

/** Keeps the directory by auth's facts. */
class UserListener {
  private final People people;
  private final DeadLetters deadLetters;

  UserListener(People people, DeadLetters deadLetters) {
    this.people = people;
    this.deadLetters = deadLetters;
  }

  @KafkaListener(
      id = "directory",
      idIsGroup = false,
      topics = Topic.USERS,
      containerFactory = "records")
  void on(ConsumerRecord<String, Received> record) {
    switch (record.value()) {
      case Received.Event(SpecificRecord event, var _) ->
          change(event)
              .ifPresentOrElse(
                  change -> apply(event, change),
                  () -> deadLetters.send(record, "no fact about a person"));
      case Received.Unreadable unreadable -> deadLetters.send(record, unreadable.reason());
      case null -> {}
    }
  }

  private void apply(SpecificRecord event, Bson change) {
    var envelope = Envelope.of(event);
    try {
      people.apply(
          new UserId(envelope.userId()),
          new People.Position(envelope.occurredAt(), envelope.eventId()),
          change);
    } catch (MongoException away) {
      throw new DataAccessResourceFailureException("the store does not answer", away);
    }
  }

  private static Optional<Bson> change(SpecificRecord event) {
    return switch (event) {
      case UserRegistered registered ->
          Optional.of(
              combine(
                  set("username", registered.getUsername()),
                  set("email", registered.getEmail()),
                  set("role", registered.getRole()),
                  set("is_active", true),
                  tokensValidFrom(registered.getTokensValidFrom())));
      case UserUpdated updated ->
          Optional.of(
              combine(
                  set("username", updated.getUsername()),
                  set("email", updated.getEmail()),
                  set("role", updated.getRole()),
                  set("is_active", updated.getActive()),
                  tokensValidFrom(updated.getTokensValidFrom())));
      case RoleChanged changed ->
          Optional.of(
              combine(
                  set("role", changed.getNewRole()),
                  tokensValidFrom(changed.getTokensValidFrom())));
      case UserDeleted deleted ->
          Optional.of(
              combine(
                  set("is_active", false),
                  set("deleted", true),
                  tokensValidFrom(deleted.getTokensValidFrom())));
      default -> Optional.empty();
    };
  }

  private static Bson tokensValidFrom(Instant from) {
    return set("tokens_valid_from", Date.from(from));
  }
}
