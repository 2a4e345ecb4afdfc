package io.flowmeter.auth.session;

import io.flowmeter.auth.account.User;
import io.flowmeter.auth.account.Users;
import io.flowmeter.auth.audit.Act;
import io.flowmeter.auth.audit.AuditLog;
import io.flowmeter.auth.limit.Lockout;
import io.flowmeter.auth.password.Password;
import io.flowmeter.auth.password.Passwords;
import io.flowmeter.web.ApiException;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** Checks who says who they are. */
@Component
class Login {
  private final Users users;
  private final Passwords passwords;
  private final Lockout lockout;
  private final AuditLog audit;
  private final MeterRegistry meters;

  Login(Users users, Passwords passwords, Lockout lockout, AuditLog audit, MeterRegistry meters) {
    this.users = users;
    this.passwords = passwords;
    this.lockout = lockout;
    this.audit = audit;
    this.meters = meters;
  }

  sealed interface Outcome {
    record Welcome(User user) implements Outcome {}

    /** Wrong password or no such account: nobody learns which. */
    record WrongCredentials() implements Outcome {}

    /** Said only to who knows the password. */
    record NotVerified() implements Outcome {}
  }

  Outcome attempt(String login, Password password) {
    lockout.requireOpen(login);
    Optional<User> user = users.byLogin(login);
    boolean known = passwords.matches(password, user.map(User::passwordHash));
    Outcome outcome = decide(user.filter(_ -> known));
    remember(login, outcome);
    tell(outcome, user);
    count(outcome);
    if (outcome instanceof Outcome.Welcome(User welcome)) renewHash(welcome, password);
    return outcome;
  }

  private void renewHash(User user, Password password) {
    if (!passwords.isOutdated(user.passwordHash())) return;
    try {
      users.rehash(user, passwords.hash(password));
    } catch (ApiException busy) {
      // The next login will do.
    }
  }

  private void remember(String login, Outcome outcome) {
    switch (outcome) {
      case Outcome.WrongCredentials _ -> lockout.failed(login);
      case Outcome.Welcome _, Outcome.NotVerified _ -> lockout.proven(login);
    }
  }

  private static Outcome decide(Optional<User> proven) {
    if (proven.isEmpty() || !proven.get().active()) return new Outcome.WrongCredentials();
    if (!proven.get().verified()) return new Outcome.NotVerified();
    return new Outcome.Welcome(proven.get());
  }

  private void tell(Outcome outcome, Optional<User> who) {
    switch (outcome) {
      case Outcome.Welcome welcome -> audit.succeeded(Act.SESSION_STARTED, welcome.user());
      case Outcome.WrongCredentials _ ->
          audit.refused(Act.SESSION_STARTED, who, "wrong credentials");
      case Outcome.NotVerified _ -> audit.refused(Act.SESSION_STARTED, who, "email not verified");
    }
  }

  private void count(Outcome outcome) {
    String name =
        switch (outcome) {
          case Outcome.Welcome _ -> "welcome";
          case Outcome.WrongCredentials _ -> "wrong_credentials";
          case Outcome.NotVerified _ -> "not_verified";
        };
    meters.counter("flowmeter.auth.logins", "outcome", name).increment();
  }
}
