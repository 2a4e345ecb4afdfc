package io.flowmeter.auth.credential;

import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Updates.combine;
import static com.mongodb.client.model.Updates.push;
import static com.mongodb.client.model.Updates.set;

import io.flowmeter.auth.account.EmailAddress;
import io.flowmeter.auth.account.User;
import io.flowmeter.auth.account.UserDocument;
import io.flowmeter.auth.account.Users;
import io.flowmeter.auth.audit.Act;
import io.flowmeter.auth.audit.AuditLog;
import io.flowmeter.auth.mail.MailOutbox;
import io.flowmeter.auth.mail.MailRelay;
import io.flowmeter.auth.password.Password;
import io.flowmeter.auth.password.Passwords;
import io.flowmeter.identity.UserId;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.bson.Document;
import org.springframework.stereotype.Component;

/** The way back in for who forgot their password: a token by mail. */
@Component
public class Recovery {
  private static final Pattern TOKEN = Pattern.compile("[0-9a-f]{64}");

  private final Users users;
  private final SeededSecrets secrets;
  private final ResetSettings settings;
  private final Passwords passwords;
  private final Credentials credentials;
  private final MailRelay mails;
  private final AuditLog audit;
  private final Clock clock;

  Recovery(
      Users users,
      SeededSecrets secrets,
      ResetSettings settings,
      Passwords passwords,
      Credentials credentials,
      MailRelay mails,
      AuditLog audit,
      Clock clock) {
    this.users = users;
    this.secrets = secrets;
    this.settings = settings;
    this.passwords = passwords;
    this.credentials = credentials;
    this.mails = mails;
    this.audit = audit;
    this.clock = clock;
  }

  /** Silent about whether there is such an account. */
  void ask(String email) {
    Optional<Document> account =
        users.documents(eq(UserDocument.EMAIL, EmailAddress.normalised(email)), 1).stream()
            .findFirst();
    Optional<User> user = account.map(UserDocument::user).filter(User::active);
    boolean sent = user.isPresent() && send(user.get(), ResetDocument.read(account.orElseThrow()));
    if (sent) {
      audit.succeeded(Act.PASSWORD_RESET_ASKED, user.get());
    } else {
      audit.refused(
          Act.PASSWORD_RESET_ASKED,
          user,
          user.isPresent() ? "too many letters" : "no such account");
    }
  }

  private boolean send(User user, PendingReset before) {
    Instant now = clock.instant();
    String seed = UUID.randomUUID().toString();
    String hash = SeededSecrets.hash(secrets.resetToken(user.id(), seed));
    Optional<PendingReset> renewed = before.renewed(hash, seed, settings, now);
    if (renewed.isEmpty()) return false;
    Document mail = MailOutbox.pending(ResetLetter.KIND, seed, now);
    var change =
        combine(
            set(ResetDocument.FIELD, ResetDocument.of(renewed.get())),
            push(UserDocument.MAILS, mail));
    if (users.note(Users.withId(user.id()), change).isEmpty()) return false;
    mails.committed(user.id(), mail);
    return true;
  }

  /** A token serves once, for the account that it was made for, and until its time is over. */
  boolean reset(String token, Password next) {
    Optional<User> account = waitingFor(token);
    if (account.isEmpty()) {
      audit.refused(Act.PASSWORD_RESET, Optional.empty(), "unknown or old token");
      return false;
    }
    String hash = passwords.hash(next);
    // Read again: hashing takes its time, and of two with one token only one may succeed.
    Optional<User> changed = waitingFor(token).flatMap(user -> credentials.save(user, hash));
    changed.ifPresent(after -> audit.succeeded(Act.PASSWORD_RESET, after));
    return changed.isPresent();
  }

  /** For tests of clients, which have no mailbox. */
  public Optional<IssuedToken> issued(UserId id) {
    return users.documents(Users.withId(id), 1).stream()
        .map(ResetDocument::read)
        .filter(pending -> !pending.seed().isEmpty())
        .map(
            pending -> new IssuedToken(secrets.resetToken(id, pending.seed()), pending.expiresAt()))
        .findFirst();
  }

  public record IssuedToken(String token, Instant expiresAt) {
    @Override
    public String toString() {
      return "IssuedToken[***]";
    }
  }

  private Optional<User> waitingFor(String token) {
    if (!TOKEN.matcher(token).matches()) return Optional.empty();
    return users.documents(eq(ResetDocument.TOKEN_HASH, SeededSecrets.hash(token)), 1).stream()
        .filter(account -> clock.instant().isBefore(ResetDocument.read(account).expiresAt()))
        .map(UserDocument::user)
        .filter(User::active)
        .findFirst();
  }
}
