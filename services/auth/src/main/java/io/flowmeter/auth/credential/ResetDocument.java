package io.flowmeter.auth.credential;

import java.time.Instant;
import java.util.Date;
import org.bson.Document;

/** The pending reset's form inside the account's document. */
final class ResetDocument {
  static final String FIELD = "passwordReset";
  static final String TOKEN_HASH = FIELD + ".tokenHash";
  static final String EXPIRES_AT = FIELD + ".expiresAt";

  private ResetDocument() {}

  static Document of(PendingReset pending) {
    return new Document("tokenHash", pending.tokenHash())
        .append("seed", pending.seed())
        .append("expiresAt", Date.from(pending.expiresAt()))
        .append("letters", pending.letters())
        .append("windowFrom", Date.from(pending.windowFrom()));
  }

  static PendingReset read(Document account) {
    Document field = account.get(FIELD, new Document());
    if (field.isEmpty()) return PendingReset.NONE;
    return new PendingReset(
        field.get("tokenHash", ""),
        field.get("seed", ""),
        instant(field, "expiresAt"),
        field.getInteger("letters", 0),
        instant(field, "windowFrom"));
  }

  private static Instant instant(Document field, String name) {
    return field.get(name, Date.from(Instant.EPOCH)).toInstant();
  }
}
