package io.flowmeter.auth.verification;

import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.gt;
import static com.mongodb.client.model.Updates.combine;
import static com.mongodb.client.model.Updates.inc;
import static com.mongodb.client.model.Updates.push;
import static com.mongodb.client.model.Updates.set;
import static com.mongodb.client.model.Updates.unset;
import static io.flowmeter.auth.account.Conditions.allOf;

import io.flowmeter.auth.account.EmailAddress;
import io.flowmeter.auth.account.User;
import io.flowmeter.auth.account.UserDocument;
import io.flowmeter.auth.account.UserEvents;
import io.flowmeter.auth.account.Users;
import io.flowmeter.auth.mail.MailOutbox;
import io.flowmeter.auth.mail.MailRelay;
import io.flowmeter.identity.UserId;
import java.time.Clock;
import java.time.Instant;
import java.util.Date;
import java.util.Optional;
import java.util.UUID;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.springframework.stereotype.Component;

/** Starts verifications and ends them: a code proves the address only of whom it was made for. */
@Component
public class Verifications {
  private static final int TWO_IN_CASE_OF_A_COINCIDENCE = 2;

  private final Users users;
  private final UserEvents events;
  private final VerificationCodes codes;
  private final VerificationSettings settings;
  private final Guesses guesses;
  private final MailRelay mails;
  private final Clock clock;

  Verifications(
      Users users,
      UserEvents events,
      VerificationCodes codes,
      VerificationSettings settings,
      Guesses guesses,
      MailRelay mails,
      Clock clock) {
    this.users = users;
    this.events = events;
    this.codes = codes;
    this.settings = settings;
    this.guesses = guesses;
    this.mails = mails;
    this.clock = clock;
  }

  /** For an account that is about to be made. */
  public VerificationOrder first(UserId user, Instant now) {
    String seed = newSeed();
    String hash = codes.hash(codes.code(user, seed));
    return order(PendingVerification.first(hash, guesses.soFar(), settings, now), seed, now);
  }

  /**
   * A new code for an account that waits for one; silence about whether there is such an account.
   */
  void resend(String email) {
    Instant now = clock.instant();
    for (Document account : users.documents(unverified(email), 1)) {
      User user = UserDocument.user(account);
      var before = VerificationDocument.read(account);
      String seed = newSeed();
      before
          .renewed(codes.hash(codes.code(user.id(), seed)), guesses.soFar(), settings, now)
          .map(renewed -> order(renewed, seed, now))
          .ifPresent(order -> replace(user.id(), before, order));
    }
  }

  /**
   * @return whether an address is proven now that was not before
   */
  boolean verify(VerificationCode code, Optional<String> email) {
    return email.isPresent() ? verifyFor(email.get(), code) : verifyAlone(code);
  }

  private boolean verifyFor(String email, VerificationCode code) {
    Instant now = clock.instant();
    Bson open =
        allOf(
            unverified(email),
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
                allOf(
                    eq(VerificationDocument.CODE_HASH, codes.hash(code)),
                    eq(UserDocument.VERIFIED, false)),
                TWO_IN_CASE_OF_A_COINCIDENCE)
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
    User after = before.withEmailProven(now);
    return users.save(before, after, events.updated(after), unset(VerificationDocument.FIELD));
  }

  private void replace(UserId user, PendingVerification before, VerificationOrder order) {
    Bson unchanged =
        before.codeHash().isEmpty()
            ? Users.withId(user)
            : allOf(Users.withId(user), eq(VerificationDocument.CODE_HASH, before.codeHash()));
    users
        .note(
            unchanged,
            combine(
                set(VerificationDocument.FIELD, order.verification()),
                push(UserDocument.MAILS, order.mail())))
        .ifPresent(_ -> mails.committed(user, order.mail()));
  }

  private static VerificationOrder order(PendingVerification pending, String seed, Instant now) {
    return new VerificationOrder(
        VerificationDocument.of(pending), MailOutbox.pending(VerificationLetter.KIND, seed, now));
  }

  private static Bson unverified(String email) {
    return allOf(
        eq(UserDocument.EMAIL, EmailAddress.normalised(email)), eq(UserDocument.VERIFIED, false));
  }

  private static String newSeed() {
    return UUID.randomUUID().toString();
  }
}
