package io.flowmeter.auth.mail;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.elemMatch;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.lte;
import static com.mongodb.client.model.Updates.combine;
import static com.mongodb.client.model.Updates.inc;
import static com.mongodb.client.model.Updates.pull;
import static com.mongodb.client.model.Updates.set;

import io.flowmeter.auth.account.User;
import io.flowmeter.auth.account.UserDocument;
import io.flowmeter.auth.account.Users;
import io.flowmeter.identity.UserId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.springframework.stereotype.Component;

/** Letters waiting inside accounts: committed with the change that ordered them. */
@Component
public class MailOutbox {
  /** The positional {@code $} would be shorter, but the embedded store loses the position. */
  private static final String THIS = UserDocument.MAILS + ".$[this]";

  private final Users users;

  MailOutbox(Users users) {
    this.users = users;
  }

  /** An element for the account's {@link UserDocument#MAILS}. */
  public static Document pending(String kind, String seed, Instant now) {
    return new Document("id", new ObjectId().toHexString())
        .append("kind", kind)
        .append("seed", seed)
        .append("attempts", 0)
        .append("dueAt", Date.from(now));
  }

  List<PendingMail> due(Instant now, int limit) {
    var found = new ArrayList<PendingMail>();
    var due = lte(UserDocument.MAILS + ".dueAt", Date.from(now));
    for (Document account : users.documents(due, limit)) {
      for (Document mail : account.getList(UserDocument.MAILS, Document.class, List.of())) {
        if (!mail.getDate("dueAt").toInstant().isAfter(now)) found.add(read(account, mail));
      }
    }
    return found;
  }

  /** Takes the letter over for the time of the lease; empty if it is sent or taken already. */
  Optional<Claim> claim(PendingMail mail, Instant now, Duration lease) {
    var waiting =
        elemMatch(UserDocument.MAILS, and(eq("id", mail.id()), lte("dueAt", Date.from(now))));
    var taken =
        combine(set(THIS + ".dueAt", Date.from(now.plus(lease))), inc(THIS + ".attempts", 1));
    return users
        .note(and(Users.withId(mail.user()), waiting), taken, eq("this.id", mail.id()))
        .map(account -> new Claim(UserDocument.user(account), attempt(account, mail)));
  }

  void retry(PendingMail mail, Instant dueAt) {
    users.note(
        Users.withId(mail.user()),
        set(THIS + ".dueAt", Date.from(dueAt)),
        eq("this.id", mail.id()));
  }

  void done(PendingMail mail) {
    users.note(Users.withId(mail.user()), pull(UserDocument.MAILS, new Document("id", mail.id())));
  }

  record Claim(User receiver, PendingMail mail) {}

  private static PendingMail attempt(Document account, PendingMail mail) {
    return account.getList(UserDocument.MAILS, Document.class).stream()
        .filter(document -> mail.id().equals(document.getString("id")))
        .map(document -> read(account, document))
        .findFirst()
        .orElse(mail);
  }

  static PendingMail read(Document account, Document mail) {
    return new PendingMail(
        new UserId(account.getObjectId("_id").toHexString()),
        mail.getString("id"),
        mail.getString("kind"),
        mail.getString("seed"),
        mail.getInteger("attempts", 0));
  }
}
