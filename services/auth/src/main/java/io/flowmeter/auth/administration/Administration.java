package io.flowmeter.auth.administration;

import io.flowmeter.auth.account.User;
import io.flowmeter.auth.account.UserEvents;
import io.flowmeter.auth.account.Users;
import io.flowmeter.auth.session.Sessions;
import io.flowmeter.identity.Role;
import io.flowmeter.identity.UserId;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** What an administrator does with other people's accounts. */
@Component
class Administration {
  /** Others change the same account at the same time; each try reads it anew. */
  private static final int MAX_TRIES = 20;

  private final Users users;
  private final UserEvents events;
  private final AdministratorsLock lock;
  private final Sessions sessions;
  private final Clock clock;

  Administration(
      Users users, UserEvents events, AdministratorsLock lock, Sessions sessions, Clock clock) {
    this.users = users;
    this.events = events;
    this.lock = lock;
    this.sessions = sessions;
    this.clock = clock;
  }

  sealed interface Result {
    /** For a deletion, the account as it was. */
    record Done(User user) implements Result {}

    record Unknown() implements Result {}

    record LastAdministrator() implements Result {}

    record OwnAccount() implements Result {}

    record AnotherAdministrator() implements Result {}
  }

  Result changeRole(User by, UserId id, Role role) {
    for (int i = 0; i < MAX_TRIES; i++) {
      Optional<User> user = users.byId(id);
      if (user.isEmpty()) return new Result.Unknown();
      if (user.get().role() == role) return new Result.Done(user.get());
      Optional<Result> result =
          user.get().isAdmin()
              ? lock.holding(() -> demote(by, user.get(), role))
              : save(by, user.get(), role);
      if (result.isPresent()) return result.get();
    }
    throw new IllegalStateException("the account changes too fast");
  }

  Result delete(User by, UserId id) {
    for (int i = 0; i < MAX_TRIES; i++) {
      if (by.id().equals(id)) return new Result.OwnAccount();
      Optional<User> user = users.byId(id);
      if (user.isEmpty()) return new Result.Unknown();
      if (user.get().isAdmin()) return new Result.AnotherAdministrator();
      Instant now = clock.instant();
      if (users.delete(user.get(), events.deleted(user.get(), by.id(), now), now)) {
        sessions.forget(id);
        return new Result.Done(user.get());
      }
    }
    throw new IllegalStateException("the account changes too fast");
  }

  private Optional<Result> demote(User by, User user, Role role) {
    return users.administratorExistsBeside(user.id())
        ? save(by, user, role)
        : Optional.of(new Result.LastAdministrator());
  }

  /** Empty if somebody else changed the account meanwhile. */
  private Optional<Result> save(User by, User before, Role role) {
    User after = before.withRole(role, clock.instant());
    return users.save(before, after, events.roleChanged(before, after, by.id()))
        ? Optional.of(new Result.Done(after))
        : Optional.empty();
  }
}
