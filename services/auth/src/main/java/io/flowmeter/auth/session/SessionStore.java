package io.flowmeter.auth.session;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.gt;
import static com.mongodb.client.model.Filters.gte;
import static com.mongodb.client.model.Filters.lt;
import static com.mongodb.client.model.Indexes.ascending;
import static com.mongodb.client.model.Updates.combine;
import static com.mongodb.client.model.Updates.inc;
import static com.mongodb.client.model.Updates.set;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.FindOneAndUpdateOptions;
import com.mongodb.client.model.ReturnDocument;
import io.flowmeter.auth.account.Indexed;
import io.flowmeter.auth.audit.Origin;
import io.flowmeter.identity.UserId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Sessions in MongoDB, each one document, which each exchange changes atomically. */
@Component
class SessionStore implements Indexed {
  private final MongoCollection<Document> sessions;

  SessionStore(MongoDatabase database) {
    this.sessions = database.getCollection("sessions");
  }

  @Override
  public void index() {
    sessions.createIndex(ascending("userId"));
    sessions.createIndex(ascending("expiresAt"));
  }

  void insert(Session session, Origin device) {
    sessions.insertOne(
        new Document("_id", session.id())
            .append("userId", session.user().value())
            .append("generation", session.generation())
            .append("startedAt", Date.from(session.startedAt()))
            .append("rotatedAt", Date.from(session.rotatedAt()))
            .append("expiresAt", Date.from(session.expiresAt()))
            .append("revoked", session.revoked())
            .append("address", device.address().orElse(null))
            .append("userAgent", device.userAgent().orElse(null)));
  }

  /** The newest first. */
  List<OwnSession> ofUser(UserId user, Instant startedFrom, Instant now) {
    var living =
        and(
            eq("userId", user.value()),
            eq("revoked", false),
            gt("expiresAt", Date.from(now)),
            gte("startedAt", Date.from(startedFrom)));
    return sessions
        .find(living)
        .sort(new Document("startedAt", -1))
        .map(SessionStore::own)
        .into(new ArrayList<>());
  }

  /** False if this person has no such session. */
  boolean endOwn(UserId user, String id) {
    var own = and(eq("_id", id), eq("userId", user.value()));
    return sessions.deleteOne(own).getDeletedCount() == 1;
  }

  Optional<Session> byId(String id) {
    @Nullable Document found = sessions.find(eq("_id", id)).first();
    return Optional.ofNullable(found).map(SessionStore::read);
  }

  /** Begins the next generation; empty if that was done already, or the session is over. */
  Optional<Session> rotate(String id, int from, Instant now, Instant expiresAt) {
    var newest = and(eq("_id", id), eq("generation", from), eq("revoked", false));
    var next =
        combine(
            inc("generation", 1),
            set("rotatedAt", Date.from(now)),
            set("expiresAt", Date.from(expiresAt)));
    var after = new FindOneAndUpdateOptions().returnDocument(ReturnDocument.AFTER);
    return Optional.ofNullable(sessions.findOneAndUpdate(newest, next, after))
        .map(SessionStore::read);
  }

  /** Kept until it expires, so that its tokens are still told from unknown ones. */
  void revoke(String id) {
    sessions.updateOne(eq("_id", id), set("revoked", true));
  }

  void end(String id) {
    sessions.deleteOne(eq("_id", id));
  }

  void endAll(UserId user) {
    sessions.deleteMany(eq("userId", user.value()));
  }

  long removeExpired(Instant now) {
    return sessions.deleteMany(lt("expiresAt", Date.from(now))).getDeletedCount();
  }

  private static OwnSession own(Document document) {
    return new OwnSession(
        document.getString("_id"),
        document.getDate("startedAt").toInstant(),
        document.getDate("rotatedAt").toInstant(),
        document.getDate("expiresAt").toInstant(),
        document.getString("address"),
        document.getString("userAgent"));
  }

  private static Session read(Document document) {
    return new Session(
        document.getString("_id"),
        new UserId(document.getString("userId")),
        document.getInteger("generation"),
        document.getDate("startedAt").toInstant(),
        document.getDate("rotatedAt").toInstant(),
        document.getDate("expiresAt").toInstant(),
        document.getBoolean("revoked", false));
  }
}
