package io.flowmeter.auth.verification;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.gt;
import static com.mongodb.client.model.Updates.combine;
import static com.mongodb.client.model.Updates.inc;
import static com.mongodb.client.model.Updates.push;
import static com.mongodb.client.model.Updates.set;
import static com.mongodb.client.model.Updates.unset;

import io.flowmeter.auth.account.EmailAddress;
import io.flowmeter.auth.account.User;
import io.flowmeter.auth.account.UserDocument;
import io.flowmeter.auth.account.UserEvents;
import io.flowmeter.auth.account.Users;
import io.flowmeter.auth.audit.Act;
import io.flowmeter.auth.audit.AuditLog;
import io.flowmeter.auth.mail.MailOutbox;
import io.flowmeter.auth.mail.MailRelay;
import io.flowmeter.identity.UserId;
import java.time.Clock;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.springframework.stereotype.Component;

/** Starts verifications and ends them: a code proves the address only of whom it was made for. */
@Component
public class Verifications {
  private static final int MAX_TRIES = 20;
  private static final int TWO_IN_CASE_OF_A_COINCIDENCE = 2;

  private final Users users;
  private final UserEvents events;
  private final VerificationCodes codes;
  private final VerificationSettings settings;
  private final Guesses guesses;
  private final MailRelay mails;
  private final AuditLog audit;
  private final Clock clock;

  Verifications(
      Users users,
      UserEvents events,
      VerificationCodes codes,
      VerificationSettings settings,
      Guesses guesses,
      MailRelay mails,
      AuditLog audit,
      Clock clock) {
    this.users = users;
    this.events = events;
    this.codes = codes;
    this.settings = settings;
    this.guesses = guesses;
    this.mails = mails;
    this.audit = audit;
    this.clock = clock;
  }

  /** For an account that is about to be made. */
  public VerificationOrder first(UserId user, Instant now) {
    String seed = newSeed();
    String hash = codes.hash(codes.code(user, seed));
    return order(
        PendingVerification.first(hash, guesses.soFar(), settings, now),
        seed,
        Optional.empty(),
        now);
  }

  /**
   * A new code for an account that waits for one; silence about whether there is such an account.
   */
  void resend(String email) {
    for (Bson waiting : List.of(unverified(email), changingTo(email))) {
      for (Document account : users.documents(waiting, 1)) {
        boolean _ = renew(account, VerificationDocument.newEmail(account));
      }
    }
  }

  /**
   * Sends a code to the address that a person wants instead of theirs, which stays until then.
   *
   * @return false if the account got too many codes lately
   */
  public boolean startChange(UserId id, EmailAddress newEmail) {
    return users.documents(Users.withId(id), 1).stream()
        .anyMatch(account -> renew(account, Optional.of(newEmail)));
  }

  /** By an administrator's word instead of a code. */
  public Optional<User> verifyByHand(UserId id) {
    for (int i = 0; i < MAX_TRIES; i++) {
      Optional<User> before = users.byId(id);
      if (before.isEmpty() || before.get().verified()) return before;
      User after = before.get().withEmailProven(clock.instant());
      var used = unset(VerificationDocument.FIELD);
      if (users.save(before.get(), after, events.updated(after), used)) {
        audit.succeeded(Act.EMAIL_VERIFIED, after, "without a code");
        return Optional.of(after);
      }
    }
    throw new IllegalStateException("the account changes too fast");
  }

  /** For tests of clients, which have no mailbox. */
  public Optional<IssuedCode> issued(UserId id) {
    return users.documents(Users.withId(id), 1).stream()
        .flatMap(
            account ->
                VerificationDocument.seed(account)
                    .map(
                        seed ->
                            new IssuedCode(
                                codes.code(id, seed).value(),
                                VerificationDocument.read(account).expiresAt()))
                    .stream())
        .findFirst();
  }

  public record IssuedCode(String code, Instant expiresAt) {
    @Override
    public String toString() {
      return "IssuedCode[***]";
    }
  }

  private boolean renew(Document account, Optional<EmailAddress> newEmail) {
    Instant now = clock.instant();
    User user = UserDocument.user(account);
    var before = VerificationDocument.read(account);
    String seed = newSeed();
    return before
        .renewed(codes.hash(codes.code(user.id(), seed)), guesses.soFar(), settings, now)
        .map(renewed -> order(renewed, seed, newEmail, now))
        .map(order -> replace(user.id(), before, order))
        .orElse(false);
  }

  /**
   * @return whether an address is proven now that was not before
   */
  boolean verify(VerificationCode code, Optional<String> email) {
    return email.isPresent() ? verifyFor(email.get(), code) : verifyAlone(code);
  }

  private boolean verifyFor(String email, VerificationCode code) {
    return verifyOne(unverified(email), code) || verifyOne(changingTo(email), code);
  }

  private boolean verifyOne(Bson waiting, VerificationCode code) {
    Instant now = clock.instant();
    Bson open =
        and(
            waiting,
            gt(VerificationDocument.ATTEMPTS_LEFT, 0),
            gt(VerificationDocument.EXPIRES_AT, Date.from(now)));
    // The attempt is taken before the codes are compared, so that parallel guesses are counted.
    return users
        .note(open, inc(VerificationDocument.ATTEMPTS_LEFT, -1))
        .filter(account -> VerificationDocument.read(account).codeHash().equals(codes.hash(code)))
        .map(account -> prove(account, now))
        .orElse(false);
  }

  private boolean verifyAlone(VerificationCode code) {
    Instant now = clock.instant();
    var waiting =
        users
            .documents(
                eq(VerificationDocument.CODE_HASH, codes.hash(code)), TWO_IN_CASE_OF_A_COINCIDENCE)
            .stream()
            .filter(account -> VerificationDocument.read(account).isOpen(now))
            .toList();
    if (waiting.size() != 1) {
      guesses.oneMore();
      return false;
    }
    Document account = waiting.getFirst();
    return VerificationDocument.read(account).mayBeGivenAlone(guesses.soFar(), settings.guesses())
        && prove(account, now);
  }

  private boolean prove(Document account, Instant now) {
    User before = UserDocument.user(account);
    Optional<EmailAddress> newEmail = VerificationDocument.newEmail(account);
    User after =
        newEmail
            .map(email -> before.withEmail(email, now))
            .orElseGet(() -> before.withEmailProven(now));
    var used = unset(VerificationDocument.FIELD);
    if (users.saveUnique(before, after, events.updated(after), used) != Users.Saved.SAVED) {
      return false;
    }
    audit.succeeded(newEmail.isPresent() ? Act.EMAIL_CHANGED : Act.EMAIL_VERIFIED, after);
    return true;
  }

  private boolean replace(UserId user, PendingVerification before, VerificationOrder order) {
    Bson unchanged =
        before.codeHash().isEmpty()
            ? Users.withId(user)
            : and(Users.withId(user), eq(VerificationDocument.CODE_HASH, before.codeHash()));
    var change =
        combine(
            set(VerificationDocument.FIELD, order.verification()),
            push(UserDocument.MAILS, order.mail()));
    if (users.note(unchanged, change).isEmpty()) return false;
    mails.committed(user, order.mail());
    return true;
  }

  private static VerificationOrder order(
      PendingVerification pending, String seed, Optional<EmailAddress> newEmail, Instant now) {
    Document verification = VerificationDocument.of(pending).append("seed", seed);
    newEmail.ifPresent(email -> verification.append("email", email.value()));
    return new VerificationOrder(
        verification, MailOutbox.pending(VerificationLetter.KIND, seed, now));
  }

  private static Bson unverified(String email) {
    return and(
        eq(UserDocument.EMAIL, EmailAddress.normalised(email)), eq(UserDocument.VERIFIED, false));
  }

  private static Bson changingTo(String email) {
    return eq(VerificationDocument.NEW_EMAIL, EmailAddress.normalised(email));
  }

  private static String newSeed() {
    return UUID.randomUUID().toString();
  }
}
