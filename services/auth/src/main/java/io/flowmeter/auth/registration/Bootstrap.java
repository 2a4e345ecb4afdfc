package io.flowmeter.auth.registration;

import io.flowmeter.auth.account.EmailAddress;
import io.flowmeter.auth.account.Indexes;
import io.flowmeter.auth.account.Username;
import io.flowmeter.auth.password.Password;
import io.flowmeter.identity.Role;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Prepares the database as soon as it answers: indexes, the predecessor's accounts, and the
 * configured first administrator.
 */
@Component
class Bootstrap {
  private static final Logger log = LoggerFactory.getLogger(Bootstrap.class);

  private final BootstrapSettings settings;
  private final Optional<Application> administrator;
  private final Registration registration;
  private final Indexes indexes;
  private final Adoption adoption;
  private volatile boolean done;

  Bootstrap(
      BootstrapSettings settings, Registration registration, Indexes indexes, Adoption adoption) {
    this.settings = settings;
    this.administrator = settings.wanted() ? Optional.of(application()) : Optional.empty();
    this.registration = registration;
    this.indexes = indexes;
    this.adoption = adoption;
  }

  @Scheduled(fixedDelayString = "${flowmeter.bootstrap-interval:2s}")
  void prepare() {
    if (done) return;
    try {
      indexes.ensure();
      adoption.adoptAll();
      administrator.ifPresent(this::register);
      done = true;
    } catch (RuntimeException e) {
      log.warn("the database is not ready: {}", e.toString());
    }
  }

  private void register(Application application) {
    switch (registration.register(application, false)) {
      case Outcome.Registered registered ->
          log.info("userId={} is the first administrator, as configured", registered.user());
      case Outcome.RoleRefused _ -> log.info("there is an administrator already");
      case Outcome.UsernameTaken _, Outcome.EmailTaken _ ->
          log.warn("the configured administrator's name or address belongs to another account");
    }
  }

  /** A configured administrator who breaks a rule stops the start, not the first login. */
  private Application application() {
    Stream.of(
            Username.brokenRule(settings.username()),
            EmailAddress.brokenRule(settings.email()),
            Password.brokenRule(settings.password()))
        .flatMap(Optional::stream)
        .findFirst()
        .ifPresent(
            rule -> {
              throw new IllegalStateException("AUTH_BOOTSTRAP_ADMIN_*: " + rule);
            });
    return new Application(
        new Username(settings.username()),
        new EmailAddress(settings.email()),
        new Password(settings.password()),
        Role.ADMIN);
  }
}
