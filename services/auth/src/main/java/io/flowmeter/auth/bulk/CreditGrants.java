package io.flowmeter.auth.bulk;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.in;
import static com.mongodb.client.model.Updates.combine;
import static com.mongodb.client.model.Updates.push;
import static com.mongodb.client.model.Updates.set;

import io.flowmeter.auth.account.UserDocument;
import io.flowmeter.auth.account.Users;
import io.flowmeter.eventing.EventIds;
import io.flowmeter.eventing.OutgoingEvent;
import io.flowmeter.events.CreditsRequested;
import io.flowmeter.identity.UserId;
import io.flowmeter.outbox.MongoOutbox;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.bson.types.ObjectId;
import org.springframework.stereotype.Component;

/**
 * Credits that imports ask for. The account remembers how many that were in all, so that the same
 * file again asks for none, and a file with more for the difference.
 */
@Component
class CreditGrants {

  private final Users users;
  private final MongoOutbox outbox;
  private final EventIds ids;
  private final Clock clock;

  CreditGrants(Users users, MongoOutbox outbox, EventIds ids, Clock clock) {
    this.users = users;
    this.outbox = outbox;
    this.ids = ids;
    this.clock = clock;
  }

  static long granted(Document account) {
    return account.get(UserDocument.IMPORTED_CREDITS) instanceof Number number
        ? number.longValue()
        : 0;
  }

  /** An element for the account's outbox. */
  Document request(UserId user, long credits, UserId by) {
    return MongoOutbox.pending(
        OutgoingEvent.of(
            CreditsRequested.newBuilder()
                .setEventId(ids.next())
                .setOccurredAt(clock.instant().truncatedTo(ChronoUnit.MICROS))
                .setUserId(user.value())
                .setCredits(credits)
                .setReason("user import")
                .setRequestedBy(by.value())
                .build()));
  }

  /** False if another import granted something meanwhile. */
  boolean raise(UserId user, long from, long to, UserId by) {
    Bson asBefore =
        from == 0
            ? in(UserDocument.IMPORTED_CREDITS, 0L, null)
            : eq(UserDocument.IMPORTED_CREDITS, from);
    boolean raised =
        users
            .note(
                and(Users.withId(user), asBefore),
                combine(
                    set(UserDocument.IMPORTED_CREDITS, to),
                    push(UserDocument.OUTBOX, request(user, to - from, by))))
            .isPresent();
    if (raised) outbox.committed(Users.COLLECTION, new ObjectId(user.value()));
    return raised;
  }
}
