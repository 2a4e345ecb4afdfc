package io.flowmeter.auth.account;

import io.flowmeter.eventing.EventIds;
import io.flowmeter.eventing.OutgoingEvent;
import io.flowmeter.events.RoleChanged;
import io.flowmeter.events.UserDeleted;
import io.flowmeter.events.UserRegistered;
import io.flowmeter.events.UserUpdated;
import io.flowmeter.identity.UserId;
import io.flowmeter.outbox.MongoOutbox;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.apache.avro.specific.SpecificRecord;
import org.bson.Document;
import org.springframework.stereotype.Component;

/** The facts that auth reports, as elements of an account's outbox. */
@Component
public class UserEvents {
  private final EventIds ids;

  UserEvents(EventIds ids) {
    this.ids = ids;
  }

  public Document registered(User user) {
    return pending(
        UserRegistered.newBuilder()
            .setEventId(ids.next())
            .setOccurredAt(micros(user.createdAt()))
            .setUserId(user.id().value())
            .setUsername(user.username())
            .setEmail(user.email())
            .setEmailVerified(user.verified())
            .setRole(user.role().wire())
            .setTokensValidFrom(micros(user.tokensValidFrom()))
            .build());
  }

  /**
   * @param after the account's state after the change that is reported
   */
  public Document updated(User after) {
    return pending(
        UserUpdated.newBuilder()
            .setEventId(ids.next())
            .setOccurredAt(micros(after.updatedAt()))
            .setUserId(after.id().value())
            .setUsername(after.username())
            .setEmail(after.email())
            .setEmailVerified(after.verified())
            .setActive(after.active())
            .setRole(after.role().wire())
            .setTokensValidFrom(micros(after.tokensValidFrom()))
            .build());
  }

  public Document roleChanged(User before, User after, UserId by) {
    return pending(
        RoleChanged.newBuilder()
            .setEventId(ids.next())
            .setOccurredAt(micros(after.updatedAt()))
            .setUserId(after.id().value())
            .setOldRole(before.role().wire())
            .setNewRole(after.role().wire())
            .setChangedBy(by.value())
            .setTokensValidFrom(micros(after.tokensValidFrom()))
            .build());
  }

  public Document deleted(User last, UserId by, Instant at) {
    return pending(
        UserDeleted.newBuilder()
            .setEventId(ids.next())
            .setOccurredAt(micros(at))
            .setUserId(last.id().value())
            .setDeletedBy(by.value())
            .setTokensValidFrom(micros(User.afterAllIssuedUntil(at)))
            .build());
  }

  private static Document pending(SpecificRecord event) {
    return MongoOutbox.pending(OutgoingEvent.of(event));
  }

  private static Instant micros(Instant instant) {
    return instant.truncatedTo(ChronoUnit.MICROS);
  }
}
