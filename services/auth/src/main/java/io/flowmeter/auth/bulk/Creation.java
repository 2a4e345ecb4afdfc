package io.flowmeter.auth.bulk;

import io.flowmeter.auth.account.EmailAddress;
import io.flowmeter.auth.account.User;
import io.flowmeter.auth.account.UserDocument;
import io.flowmeter.auth.account.UserEvents;
import io.flowmeter.auth.account.Username;
import io.flowmeter.auth.account.Users;
import io.flowmeter.auth.audit.Act;
import io.flowmeter.auth.audit.AuditLog;
import io.flowmeter.auth.credential.AccountLetter;
import io.flowmeter.auth.mail.MailRelay;
import io.flowmeter.auth.password.Password;
import io.flowmeter.auth.verification.Verifications;
import io.flowmeter.identity.Role;
import io.flowmeter.identity.UserId;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.springframework.stereotype.Component;

/** Makes one account of many: the account, its facts and its letters are one document. */
@Component
class Creation {
  private final Users users;
  private final UserEvents events;
  private final CreditGrants credits;
  private final AccountLetter letter;
  private final Verifications verifications;
  private final MailRelay mails;
  private final AuditLog audit;
  private final Clock clock;

  Creation(
      Users users,
      UserEvents events,
      CreditGrants credits,
      AccountLetter letter,
      Verifications verifications,
      MailRelay mails,
      AuditLog audit,
      Clock clock) {
    this.users = users;
    this.events = events;
    this.credits = credits;
    this.letter = letter;
    this.verifications = verifications;
    this.mails = mails;
    this.audit = audit;
    this.clock = clock;
  }

  /** With the file's password, ready to be used. */
  Optional<UserId> ready(Wish.Account wish, String passwordHash, UserId by) {
    Instant now = clock.instant();
    User user = account(newId(), wish.username(), wish.email(), role(wish), passwordHash, now);
    Document document =
        document(user, wish, by).append(UserDocument.IMPORTED_PASSWORD, passwordHash);
    return insert(user, document, List.of());
  }

  /** With a random password in a letter, ready to be used. */
  Optional<UserId> withLetter(Wish.Account wish, Function<Password, String> hash, UserId by) {
    Instant now = clock.instant();
    UserId id = newId();
    var order = letter.order(id, now);
    String passwordHash = hash.apply(order.password());
    User user = account(id, wish.username(), wish.email(), role(wish), passwordHash, now);
    return insert(user, document(user, wish, by), List.of(order.mail()));
  }

  /** With a random password in one letter and a code in another. */
  Optional<UserId> withLetterAndCode(
      Wish.Account wish, Function<Password, String> hash, UserId by) {
    Instant now = clock.instant();
    UserId id = newId();
    var order = letter.order(id, now);
    var verification = verifications.first(id, now);
    User user =
        User.registered(
            id,
            wish.username(),
            wish.email(),
            hash.apply(order.password()),
            false,
            role(wish),
            now);
    Document document = verification.addTo(document(user, wish, by));
    return insert(user, document, List.of(order.mail(), verification.mail()));
  }

  private Optional<UserId> insert(User user, Document document, List<Document> letters) {
    if (!letters.isEmpty()) document.append(UserDocument.MAILS, letters);
    if (!users.insert(document)) return Optional.empty();
    letters.forEach(mail -> mails.committed(user.id(), mail));
    audit.succeeded(Act.ACCOUNT_CREATED, user, "as %s, in bulk".formatted(user.role().wire()));
    return Optional.of(user.id());
  }

  private Document document(User user, Wish.Account wish, UserId by) {
    var facts = new ArrayList<Document>(List.of(events.registered(user)));
    Document document = UserDocument.of(user);
    if (wish.fullName() != null) document.append(UserDocument.FULL_NAME, wish.fullName());
    if (wish.credits() > 0) {
      document.append(UserDocument.IMPORTED_CREDITS, wish.credits());
      facts.add(credits.request(user.id(), wish.credits(), by));
    }
    return document.append(UserDocument.OUTBOX, facts);
  }

  private static User account(
      UserId id, Username name, EmailAddress email, Role role, String hash, Instant now) {
    return User.registered(id, name, email, hash, true, role, now);
  }

  private static Role role(Wish.Account wish) {
    return wish.role() == null ? Role.ENDUSER : wish.role();
  }

  private static UserId newId() {
    return new UserId(new ObjectId().toHexString());
  }
}
