package io.flowmeter.auth.registration;

import io.flowmeter.auth.account.User;
import io.flowmeter.auth.account.UserDocument;
import io.flowmeter.auth.account.UserEvents;
import io.flowmeter.auth.account.Users;
import io.flowmeter.auth.audit.Act;
import io.flowmeter.auth.audit.AuditLog;
import io.flowmeter.auth.mail.MailRelay;
import io.flowmeter.auth.password.Passwords;
import io.flowmeter.auth.verification.Verifications;
import io.flowmeter.identity.Role;
import io.flowmeter.identity.UserId;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.springframework.stereotype.Component;

/**
 * Makes accounts. The account, its verification, the letter with the code and the event that
 * reports it are one document, written at once; races are decided by unique indexes.
 */
@Component
class Registration {
  private final Users users;
  private final UserEvents events;
  private final Passwords passwords;
  private final Verifications verifications;
  private final MailRelay mails;
  private final AuditLog audit;
  private final Clock clock;
  private final MeterRegistry meters;

  Registration(
      Users users,
      UserEvents events,
      Passwords passwords,
      Verifications verifications,
      MailRelay mails,
      AuditLog audit,
      Clock clock,
      MeterRegistry meters) {
    this.users = users;
    this.events = events;
    this.passwords = passwords;
    this.verifications = verifications;
    this.mails = mails;
    this.audit = audit;
    this.clock = clock;
    this.meters = meters;
  }

  Outcome register(Application application, boolean byAdministrator) {
    Outcome outcome = decide(application, byAdministrator);
    if (outcome instanceof Outcome.RoleRefused refused) {
      audit.refused(Act.ACCOUNT_REGISTERED, Optional.empty(), "as " + refused.asked().wire());
    }
    count(outcome);
    return outcome;
  }

  private void count(Outcome outcome) {
    String name = outcome.getClass().getSimpleName().toLowerCase(Locale.ROOT);
    meters.counter("flowmeter.auth.registrations", "outcome", name).increment();
  }

  /**
   * By an administrator, for somebody else.
   *
   * @param ready without a verification
   */
  Outcome create(Application application, boolean ready) {
    Outcome outcome =
        taken(application)
            .orElseGet(
                () ->
                    ready
                        ? enrollReady(application)
                        : enroll(application, application.role(), Act.ACCOUNT_CREATED));
    count(outcome);
    return outcome;
  }

  private Outcome decide(Application application, boolean byAdministrator) {
    return switch (grant(application.role(), byAdministrator)) {
      case RolePolicy.Grant.Refused refused -> new Outcome.RoleRefused(refused.asked());
      case RolePolicy.Grant.As as ->
          taken(application)
              .orElseGet(() -> enroll(application, as.role(), Act.ACCOUNT_REGISTERED));
      case RolePolicy.Grant.AsFirstAdministrator _ ->
          taken(application).orElseGet(() -> enrollFirstAdministrator(application));
    };
  }

  private RolePolicy.Grant grant(Role asked, boolean byAdministrator) {
    boolean matters = asked != Role.ENDUSER && !byAdministrator;
    return RolePolicy.decide(asked, byAdministrator, matters && users.administratorExists());
  }

  private Outcome enroll(Application application, Role role, Act act) {
    User user = account(application, role, false);
    var order = verifications.first(user.id(), user.createdAt());
    Document document = order.addTo(document(user));
    if (!users.insert(document)) return taken(application).orElseGet(Outcome.UsernameTaken::new);
    mails.committed(user.id(), order.mail());
    audit.succeeded(act, user, "as " + role.wire());
    return new Outcome.Registered(user.id(), false);
  }

  /** Counts as verified, so that the system can be used before a mail server is set up. */
  private Outcome enrollFirstAdministrator(Application application) {
    User user = account(application, Role.ADMIN, true);
    Document document = document(user).append(UserDocument.FIRST_ADMINISTRATOR, true);
    if (!users.insert(document)) {
      return taken(application).orElseGet(() -> new Outcome.RoleRefused(Role.ADMIN));
    }
    audit.succeeded(Act.ACCOUNT_REGISTERED, user, "as the first administrator");
    return new Outcome.Registered(user.id(), true);
  }

  private Outcome enrollReady(Application application) {
    User user = account(application, application.role(), true);
    if (!users.insert(document(user))) {
      return taken(application).orElseGet(Outcome.UsernameTaken::new);
    }
    audit.succeeded(Act.ACCOUNT_CREATED, user, "as %s, verified".formatted(user.role().wire()));
    return new Outcome.Registered(user.id(), true);
  }

  private User account(Application application, Role role, boolean verified) {
    Instant now = clock.instant();
    return User.registered(
        new UserId(new ObjectId().toHexString()),
        application.username(),
        application.email(),
        passwords.hash(application.password()),
        verified,
        role,
        now);
  }

  private Document document(User user) {
    return UserDocument.of(user).append(UserDocument.OUTBOX, List.of(events.registered(user)));
  }

  private Optional<Outcome> taken(Application application) {
    if (users.byUsername(application.username().value()).isPresent()) {
      return Optional.of(new Outcome.UsernameTaken());
    }
    if (users.byEmail(application.email().value()).isPresent()) {
      return Optional.of(new Outcome.EmailTaken());
    }
    return Optional.empty();
  }
}
