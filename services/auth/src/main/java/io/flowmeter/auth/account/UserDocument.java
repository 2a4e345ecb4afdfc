package io.flowmeter.auth.account;

import io.flowmeter.identity.Role;
import io.flowmeter.identity.UserId;
import java.time.Instant;
import java.util.Date;
import org.bson.Document;
import org.bson.types.ObjectId;

/** The account's form in MongoDB; the first ten fields are the predecessor's. */
public final class UserDocument {
  public static final String USERNAME = "username";
  public static final String EMAIL = "email";
  public static final String PASSWORD = "password";
  public static final String VERIFIED = "isVerified";
  public static final String ROLE = "role";
  public static final String CREATED_AT = "createdAt";
  public static final String UPDATED_AT = "updatedAt";
  public static final String ACTIVE = "active";
  public static final String TOKENS_VALID_FROM = "tokensValidFrom";
  public static final String SESSIONS_VALID_FROM = "sessionsValidFrom";

  public static final String REVISION = "revision";

  /** On a deleted account's remains, which stay so that its last event can leave from them. */
  public static final String DELETED_AT = "deletedAt";

  /** On the one administrator who made themselves; unique, so that there is never a second. */
  public static final String FIRST_ADMINISTRATOR = "firstAdministrator";

  public static final String FULL_NAME = "fullName";

  /** Credits that imports asked for in all. */
  public static final String IMPORTED_CREDITS = "importedCredits";

  /** A quick hash of the password that the last import gave, whatever became of it since. */
  public static final String IMPORTED_PASSWORD = "importedPassword";

  /** Pending events. */
  public static final String OUTBOX = "outbox";

  /** Pending letters. */
  public static final String MAILS = "mails";

  private UserDocument() {}

  public static Document of(User user) {
    return new Document("_id", new ObjectId(user.id().value()))
        .append(USERNAME, user.username())
        .append(EMAIL, user.email())
        .append(PASSWORD, user.passwordHash())
        .append(VERIFIED, user.verified())
        .append(ROLE, user.role().wire())
        .append(CREATED_AT, Date.from(user.createdAt()))
        .append(UPDATED_AT, Date.from(user.updatedAt()))
        .append("__v", 0)
        .append(ACTIVE, user.active())
        .append(TOKENS_VALID_FROM, Date.from(user.tokensValidFrom()))
        .append(SESSIONS_VALID_FROM, Date.from(user.sessionsValidFrom()))
        .append(REVISION, user.revision());
  }

  public static User user(Document document) {
    Instant createdAt = instant(document, CREATED_AT, Instant.EPOCH);
    return new User(
        new UserId(document.getObjectId("_id").toHexString()),
        document.getString(USERNAME),
        document.getString(EMAIL),
        document.getString(PASSWORD),
        document.getBoolean(VERIFIED, false),
        // A role that the predecessor's tools forced into the database gives no rights here.
        Role.parse(document.get(ROLE, "")).orElse(Role.ENDUSER),
        document.getBoolean(ACTIVE, true),
        createdAt,
        instant(document, UPDATED_AT, createdAt),
        instant(document, TOKENS_VALID_FROM, Instant.EPOCH),
        instant(document, SESSIONS_VALID_FROM, Instant.EPOCH),
        document.getInteger(REVISION, 0));
  }

  private static Instant instant(Document document, String field, Instant otherwise) {
    Date date = document.getDate(field);
    return date == null ? otherwise : date.toInstant();
  }
}
