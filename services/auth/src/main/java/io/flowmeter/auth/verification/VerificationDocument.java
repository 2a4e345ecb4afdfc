package io.flowmeter.auth.verification;

import java.time.Instant;
import java.util.Date;
import org.bson.Document;

/** The pending verification's form inside the account's document. */
final class VerificationDocument {
  static final String FIELD = "verification";
  static final String CODE_HASH = FIELD + ".codeHash";
  static final String EXPIRES_AT = FIELD + ".expiresAt";
  static final String ATTEMPTS_LEFT = FIELD + ".attemptsLeft";

  private VerificationDocument() {}

  static Document of(PendingVerification pending) {
    return new Document("codeHash", pending.codeHash())
        .append("expiresAt", Date.from(pending.expiresAt()))
        .append("attemptsLeft", pending.attemptsLeft())
        .append("guessesBefore", pending.guessesBefore())
        .append("codes", pending.codes())
        .append("windowFrom", Date.from(pending.windowFrom()));
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
