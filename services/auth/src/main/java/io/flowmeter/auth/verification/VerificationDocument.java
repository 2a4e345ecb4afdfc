package io.flowmeter.auth.verification;

import io.flowmeter.auth.account.EmailAddress;
import java.time.Instant;
import java.util.Date;
import java.util.Optional;
import org.bson.Document;

/** The pending verification's form inside the account's document. */
final class VerificationDocument {
  static final String FIELD = "verification";
  static final String CODE_HASH = FIELD + ".codeHash";
  static final String EXPIRES_AT = FIELD + ".expiresAt";
  static final String ATTEMPTS_LEFT = FIELD + ".attemptsLeft";

  /** The address to prove, where it is not the account's own yet. */
  static final String NEW_EMAIL = FIELD + ".email";

  private VerificationDocument() {}

  static Document of(PendingVerification pending) {
    return new Document("codeHash", pending.codeHash())
        .append("expiresAt", Date.from(pending.expiresAt()))
        .append("attemptsLeft", pending.attemptsLeft())
        .append("guessesBefore", pending.guessesBefore())
        .append("codes", pending.codes())
        .append("windowFrom", Date.from(pending.windowFrom()));
  }

  static Optional<EmailAddress> newEmail(Document account) {
    return Optional.ofNullable(account.get(FIELD, new Document()).getString("email"))
        .map(EmailAddress::new);
  }

  /** What the code was made from; worth nothing without the key, which is not in the database. */
  static Optional<String> seed(Document account) {
    return Optional.ofNullable(account.get(FIELD, new Document()).getString("seed"));
  }

  static PendingVerification read(Document account) {
    Document field = account.get(FIELD, new Document());
    return new PendingVerification(
        field.get("codeHash", ""),
        field.get("expiresAt", Date.from(Instant.EPOCH)).toInstant(),
        field.getInteger("attemptsLeft", 0),
        field.get("guessesBefore", 0L),
        field.getInteger("codes", 0),
        field.get("windowFrom", Date.from(Instant.EPOCH)).toInstant());
  }
}
