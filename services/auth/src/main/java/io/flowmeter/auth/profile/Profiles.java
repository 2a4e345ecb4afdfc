package io.flowmeter.auth.profile;

import io.flowmeter.auth.account.EmailAddress;
import io.flowmeter.auth.account.User;
import io.flowmeter.auth.account.UserEvents;
import io.flowmeter.auth.account.Username;
import io.flowmeter.auth.account.Users;
import io.flowmeter.auth.audit.Act;
import io.flowmeter.auth.audit.AuditLog;
import io.flowmeter.auth.verification.Verifications;
import java.time.Clock;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** What a person changes of their own account. */
@Component
class Profiles {
  private static final int MAX_TRIES = 20;

  private final Users users;
  private final UserEvents events;
  private final Verifications verifications;
  private final AuditLog audit;
  private final Clock clock;

  Profiles(
      Users users, UserEvents events, Verifications verifications, AuditLog audit, Clock clock) {
    this.users = users;
    this.events = events;
    this.verifications = verifications;
    this.audit = audit;
    this.clock = clock;
  }

  sealed interface Result {
    /**
     * @param pendingEmail the address that has to be proven before it takes the old one's place
     */
    record Done(User user, Optional<EmailAddress> pendingEmail) implements Result {}

    record UsernameTaken() implements Result {}

    record EmailTaken() implements Result {}

    record TooManyCodes() implements Result {}
  }

  Result edit(User user, Optional<Username> username, Optional<EmailAddress> email) {
    Optional<EmailAddress> newEmail = email.filter(e -> !e.value().equals(user.email()));
    if (newEmail.flatMap(e -> users.byEmail(e.value())).isPresent()) return new Result.EmailTaken();
    Optional<Username> newName = username.filter(n -> !n.value().equals(user.username()));
    Optional<User> renamed = newName.isEmpty() ? Optional.of(user) : rename(user, newName.get());
    if (renamed.isEmpty()) return new Result.UsernameTaken();
    if (newEmail.isEmpty()) return new Result.Done(renamed.get(), Optional.empty());
    if (!verifications.startChange(user.id(), newEmail.get())) return new Result.TooManyCodes();
    audit.succeeded(Act.EMAIL_CHANGE_ASKED, renamed.get());
    return new Result.Done(renamed.get(), newEmail);
  }

  private Optional<User> rename(User user, Username name) {
    for (int i = 0; i < MAX_TRIES; i++) {
      User before = users.byId(user.id()).orElse(user);
      User after = before.withUsername(name, clock.instant());
      switch (users.saveUnique(before, after, events.updated(after))) {
        case TAKEN -> {
          return Optional.empty();
        }
        case SAVED -> {
          audit.succeeded(Act.USERNAME_CHANGED, after, "was " + before.username());
          return Optional.of(after);
        }
        case OUTDATED -> {}
      }
    }
    throw new IllegalStateException("the account changes too fast");
  }
}
