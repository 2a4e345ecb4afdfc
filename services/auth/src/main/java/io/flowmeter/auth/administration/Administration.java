package io.flowmeter.auth.administration;

import io.flowmeter.auth.account.User;
import io.flowmeter.auth.account.UserEvents;
import io.flowmeter.auth.account.Users;
import io.flowmeter.auth.audit.Act;
import io.flowmeter.auth.audit.AuditLog;
import io.flowmeter.auth.session.Sessions;
import io.flowmeter.identity.Role;
import io.flowmeter.identity.UserId;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;
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
  private final AuditLog audit;
  private final Clock clock;

  Administration(
      Users users,
      UserEvents events,
      AdministratorsLock lock,
      Sessions sessions,
      AuditLog audit,
      Clock clock) {
    this.users = users;
    this.events = events;
    this.lock = lock;
    this.sessions = sessions;
    this.audit = audit;
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
    return told(
        Act.ROLE_CHANGED,
        id,
        "to " + role.wire(),
        trying(
            id,
            user -> {
              if (user.role() == role) return Optional.of(new Result.Done(user));
              return user.isAdmin()
                  ? lock.holding(() -> ifNotLast(user, () -> saveRole(by, user, role)))
                  : saveRole(by, user, role);
            }));
  }

  Result activate(UserId id) {
    return told(Act.ACCOUNT_ACTIVATED, id, "", trying(id, user -> saveActive(user, true)));
  }

  /** Sessions and tokens of the account end. */
  Result deactivate(User by, UserId id) {
    if (by.id().equals(id)) return new Result.OwnAccount();
    return told(
        Act.ACCOUNT_DEACTIVATED,
        id,
        "",
        trying(
            id,
            user ->
                user.isAdmin()
                    ? lock.holding(() -> ifNotLast(user, () -> saveActive(user, false)))
                    : saveActive(user, false)));
  }

  Result delete(User by, UserId id) {
    if (by.id().equals(id)) return new Result.OwnAccount();
    return told(
        Act.ACCOUNT_DELETED,
        id,
        "",
        trying(
            id,
            user ->
                user.isAdmin()
                    ? Optional.of(new Result.AnotherAdministrator())
                    : remove(by, user)));
  }

  /**
   * Deletes everybody but the caller, who is an administrator and so always one that is left.
   *
   * @return how many were deleted
   */
  int deleteAll(User by, boolean preserveAdministrators) {
    int deleted = 0;
    for (User user : users.all()) {
      if (user.id().equals(by.id()) || (user.isAdmin() && preserveAdministrators)) continue;
      Result result =
          trying(
              user.id(),
              now -> {
                if (!now.isAdmin()) return remove(by, now);
                if (preserveAdministrators) return Optional.of(new Result.AnotherAdministrator());
                return lock.holding(() -> removeAdministrator(by, now));
              });
      if (result instanceof Result.Done(User gone)) {
        audit.succeeded(Act.ACCOUNT_DELETED, gone, "with all others");
        deleted++;
      }
    }
    return deleted;
  }

  private Optional<Result> removeAdministrator(User by, User user) {
    // Two who delete each other at once: who is gone already deletes nobody.
    boolean stays = users.byId(by.id()).filter(User::isAdmin).filter(User::mayEnter).isPresent();
    return stays ? remove(by, user) : Optional.of(new Result.LastAdministrator());
  }

  private Result trying(UserId id, Function<User, Optional<Result>> change) {
    for (int i = 0; i < MAX_TRIES; i++) {
      Optional<User> user = users.byId(id);
      if (user.isEmpty()) return new Result.Unknown();
      Optional<Result> result = change.apply(user.get());
      if (result.isPresent()) return result.get();
    }
    throw new IllegalStateException("the account changes too fast");
  }

  private Optional<Result> ifNotLast(
      User user, java.util.function.Supplier<Optional<Result>> change) {
    return users.administratorExistsBeside(user.id())
        ? change.get()
        : Optional.of(new Result.LastAdministrator());
  }

  /** Empty if somebody else changed the account meanwhile. */
  private Optional<Result> saveRole(User by, User before, Role role) {
    User after = before.withRole(role, clock.instant());
    return users.save(before, after, events.roleChanged(before, after, by.id()))
        ? Optional.of(new Result.Done(after))
        : Optional.empty();
  }

  private Optional<Result> saveActive(User before, boolean active) {
    if (before.active() == active) return Optional.of(new Result.Done(before));
    User after = before.withActive(active, clock.instant());
    if (!users.save(before, after, events.updated(after))) return Optional.empty();
    sessions.forget(after.id());
    return Optional.of(new Result.Done(after));
  }

  private Optional<Result> remove(User by, User user) {
    Instant now = clock.instant();
    if (!users.delete(user, events.deleted(user, by.id(), now), now)) return Optional.empty();
    sessions.forget(user.id());
    return Optional.of(new Result.Done(user));
  }

  private Result told(Act act, UserId id, String detail, Result result) {
    switch (result) {
      case Result.Done done -> audit.succeeded(act, done.user(), detail);
      case Result.LastAdministrator _ -> refused(act, id, "the last administrator");
      case Result.AnotherAdministrator _ -> refused(act, id, "an administrator");
      case Result.OwnAccount _, Result.Unknown _ -> {}
    }
    return result;
  }

  private void refused(Act act, UserId id, String why) {
    audit.refused(act, users.byId(id), why);
  }
}
