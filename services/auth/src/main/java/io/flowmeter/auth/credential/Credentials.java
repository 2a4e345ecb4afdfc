package io.flowmeter.auth.credential;

import static com.mongodb.client.model.Updates.unset;

import io.flowmeter.auth.account.User;
import io.flowmeter.auth.account.UserEvents;
import io.flowmeter.auth.account.Users;
import io.flowmeter.auth.audit.Act;
import io.flowmeter.auth.audit.AuditLog;
import io.flowmeter.auth.limit.Lockout;
import io.flowmeter.auth.password.Password;
import io.flowmeter.auth.password.Passwords;
import io.flowmeter.auth.session.Sessions;
import io.flowmeter.identity.UserId;
import java.time.Clock;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** Gives accounts new passwords; whoever knew the old one is logged out everywhere. */
@Component
public class Credentials {
  private static final int MAX_TRIES = 20;

  private final Users users;
  private final UserEvents events;
  private final Passwords passwords;
  private final SeededSecrets secrets;
  private final Lockout lockout;
  private final Sessions sessions;
  private final AuditLog audit;
  private final Clock clock;

  Credentials(
      Users users,
      UserEvents events,
      Passwords passwords,
      SeededSecrets secrets,
      Lockout lockout,
      Sessions sessions,
      AuditLog audit,
      Clock clock) {
    this.users = users;
    this.events = events;
    this.passwords = passwords;
    this.secrets = secrets;
    this.lockout = lockout;
    this.sessions = sessions;
    this.audit = audit;
    this.clock = clock;
  }

  /**
   * The account as it is then; empty if the current password is another one. Who holds a stolen
   * session guesses it no faster here than at the login.
   */
  Optional<User> change(User user, Password current, Password next) {
    lockout.requireOpen(user.username());
    if (!passwords.matches(current, Optional.of(user.passwordHash()))) {
      lockout.failed(user.username());
      audit.refused(Act.PASSWORD_CHANGED, Optional.of(user), "wrong current password");
      return Optional.empty();
    }
    lockout.proven(user.username());
    String hash = passwords.hash(next);
    Optional<User> changed = save(user, hash);
    changed.ifPresent(after -> audit.succeeded(Act.PASSWORD_CHANGED, after));
    return changed;
  }

  /** By an administrator; empty if there is no such account. */
  public Optional<User> replace(UserId id, Password next) {
    String hash = passwords.hash(next);
    for (int i = 0; i < MAX_TRIES; i++) {
      Optional<User> before = users.byId(id);
      if (before.isEmpty()) return Optional.empty();
      Optional<User> after = save(before.get(), hash);
      if (after.isPresent()) {
        audit.succeeded(Act.PASSWORD_CHANGED, after.get(), "by an administrator");
        return after;
      }
    }
    throw new IllegalStateException("the account changes too fast");
  }

  public Password generated(UserId id) {
    return secrets.password(id, java.util.UUID.randomUUID().toString());
  }

  /** Empty if the account changed meanwhile; a reset that waits is over. */
  Optional<User> save(User before, String hash) {
    User after = before.withPassword(hash, clock.instant());
    var reset = unset(ResetDocument.FIELD);
    if (!users.save(before, after, events.updated(after), reset)) return Optional.empty();
    sessions.forget(after.id());
    return Optional.of(after);
  }
}
