package io.flowmeter.proxy.session;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.exists;
import static com.mongodb.client.model.Filters.gt;
import static com.mongodb.client.model.Filters.lt;
import static com.mongodb.client.model.Filters.ne;
import static com.mongodb.client.model.Filters.size;
import static com.mongodb.client.model.Updates.combine;
import static com.mongodb.client.model.Updates.set;
import static com.mongodb.client.model.Updates.unset;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.FindOneAndUpdateOptions;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.ReturnDocument;
import com.mongodb.client.model.Sorts;
import io.flowmeter.identity.UserId;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import org.bson.Document;
import org.bson.conversions.Bson;

/**
 * What people do with the messages that the journal writes. An answer that is deleted keeps its row
 * for a while, emptied: its usage may not be published yet, and its idempotency key may come again.
 */
public final class Messages {
  static final Bson SHOWN = and(ne("state", "in_progress"), exists("deleted_at", false));

  private static final int MAX_PINS_LISTED = 1_000;
  private static final String EMPTY = "[]";

  private final MongoCollection<Document> rows;
  private final Clock clock;
  private final Duration keepEmptied;

  Messages(MongoDatabase database, Clock clock, Duration keepEmptied) {
    this.rows = database.getCollection("chat_messages");
    this.clock = clock;
    this.keepEmptied = keepEmptied;
  }

  public void createIndexes() {
    rows.createIndex(Indexes.ascending("user_id", "pinned_at"));
    rows.createIndex(Indexes.ascending("deleted_at"), new IndexOptions().sparse(true));
  }

  Optional<Document> pin(String id, UserId user) {
    return change(id, user, set("pinned_at", Date.from(clock.instant())));
  }

  Optional<Document> unpin(String id, UserId user) {
    return change(id, user, unset("pinned_at"));
  }

  /** The latest first. */
  List<Document> pinned(UserId user) {
    return rows.find(and(eq("user_id", user.value()), exists("pinned_at"), SHOWN))
        .sort(Sorts.descending("pinned_at"))
        .limit(MAX_PINS_LISTED)
        .into(new ArrayList<>());
  }

  /** Returns how many there were. */
  long delete(SessionId session, UserId user) {
    Bson own = and(eq("session_id", session.toString()), eq("user_id", user.value()));
    long answers =
        rows.updateMany(
                and(own, eq("role", "assistant"), exists("deleted_at", false)),
                combine(set("deleted_at", Date.from(clock.instant())), emptied()))
            .getModifiedCount();
    return answers + rows.deleteMany(and(own, eq("role", "user"))).getDeletedCount();
  }

  /** Empties what was being made when it was deleted, and forgets what was deleted long ago. */
  void sweep() {
    // A range, where 'exists' would do: it is what every store finds by its index.
    Bson deleted = gt("deleted_at", Date.from(Instant.EPOCH));
    rows.updateMany(and(deleted, ne("content", EMPTY), settled()), emptied());
    Date longAgo = Date.from(clock.instant().minus(keepEmptied));
    rows.deleteMany(and(lt("deleted_at", longAgo), settled(), size("outbox", 0)));
  }

  private static Bson emptied() {
    return combine(set("content", EMPTY), set("metadata", List.of()), unset("pinned_at"));
  }

  private static Bson settled() {
    return ne("state", "in_progress");
  }

  private Optional<Document> change(String id, UserId user, Bson change) {
    return Optional.ofNullable(
        rows.findOneAndUpdate(
            and(eq("_id", id), eq("user_id", user.value()), SHOWN),
            change,
            new FindOneAndUpdateOptions().returnDocument(ReturnDocument.AFTER)));
  }
}
