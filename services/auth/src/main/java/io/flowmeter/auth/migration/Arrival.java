package io.flowmeter.auth.migration;

import io.flowmeter.auth.account.User;
import io.flowmeter.auth.account.UserDocument;
import io.flowmeter.auth.account.UserEvents;
import io.flowmeter.auth.account.Users;
import io.flowmeter.auth.audit.Act;
import io.flowmeter.auth.audit.AuditLog;
import java.time.Clock;
import java.util.List;
import org.bson.Document;
import org.springframework.stereotype.Component;

/** Makes the accounts: each with the fact that reports it, in one document. */
@Component
class Arrival {
  private final Users users;
  private final UserEvents events;
  private final AuditLog audit;
  private final Clock clock;

  Arrival(Users users, UserEvents events, AuditLog audit, Clock clock) {
    this.users = users;
    this.events = events;
    this.audit = audit;
    this.clock = clock;
  }

  sealed interface Outcome {
    record Created() implements Outcome {}

    /** Somebody of that id is here, or was: whatever they have become since is left alone. */
    record Known() implements Outcome {}

    record Refused(String why) implements Outcome {}
  }

  /**
   * @param apply false: only tell
   */
  Outcome of(Moved moved, boolean apply) {
    if (users.everExisted(moved.id())) return new Outcome.Known();
    if (users.byUsername(moved.username().value()).isPresent()) return taken("username");
    if (users.byEmail(moved.email().value()).isPresent()) return taken("email");
    if (!apply) return new Outcome.Created();
    User user =
        User.moved(
            moved.id(),
            moved.username(),
            moved.email(),
            moved.passwordHash(),
            moved.verified(),
            moved.role(),
            moved.createdAt(),
            clock.instant());
    Document document =
        UserDocument.of(user).append(UserDocument.OUTBOX, List.of(events.registered(user)));
    if (!users.insert(document)) {
      // Somebody was quicker with one of the three.
      return users.everExisted(moved.id()) ? new Outcome.Known() : taken("username or email");
    }
    audit.succeeded(
        Act.ACCOUNT_CREATED, user, "as %s, of the predecessor".formatted(user.role().wire()));
    return new Outcome.Created();
  }

  private static Outcome taken(String field) {
    return new Outcome.Refused(field + " belongs to another account");
  }
}
