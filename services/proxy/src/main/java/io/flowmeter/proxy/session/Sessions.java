package io.flowmeter.proxy.session;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.gt;
import static com.mongodb.client.model.Filters.in;
import static com.mongodb.client.model.Filters.lt;
import static com.mongodb.client.model.Filters.or;
import static com.mongodb.client.model.Updates.set;

import com.mongodb.ErrorCategory;
import com.mongodb.MongoCommandException;
import com.mongodb.MongoWriteException;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.FindOneAndUpdateOptions;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.ReturnDocument;
import com.mongodb.client.model.Sorts;
import io.flowmeter.identity.UserId;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.bson.Document;
import org.bson.conversions.Bson;

/**
 * The collection {@code chat_sessions}. A session's row also is its lock: it names the run that
 * answers in it and until when, so that no two runs of one session overlap, on whatever instance.
 */
public final class Sessions {
  private static final Date FREE = Date.from(Instant.EPOCH);
  private static final String SERVER = "server";
  private static final FindOneAndUpdateOptions UPSERT =
      new FindOneAndUpdateOptions()
          .upsert(true)
          .returnDocument(ReturnDocument.AFTER)
          .projection(Projections.include(SERVER));

  private final MongoCollection<Document> rows;
  private final Clock clock;
  private final Duration lease;

  Sessions(MongoDatabase database, Clock clock, Duration lease) {
    this.rows = database.getCollection("chat_sessions");
    this.clock = clock;
    this.lease = lease;
  }

  public void createIndexes() {
    rows.createIndex(
        Indexes.compoundIndex(
            Indexes.ascending("user_id"), Indexes.descending("created_at", "_id")));
  }

  /**
   * What a session has from its beginning.
   *
   * @param server where its memory is
   */
  public record Beginning(String chatflowId, String topic, String server) {}

  /** Enters a session, which is made if it does not exist. */
  public Entry enter(SessionId id, UserId user, Beginning beginning, UUID run, Instant now) {
    // Plain documents: what the driver's builders make is encoded twice.
    var free =
        new Document("_id", id.toString())
            .append("user_id", user.value())
            .append("run_until", new Document("$lt", Date.from(now)));
    var entered =
        new Document("run", run.toString())
            .append("run_until", Date.from(now.plus(lease)))
            .append("last_activity_at", Date.from(now));
    var begun =
        new Document("session_id", id.toString())
            .append("chatflow_id", beginning.chatflowId())
            .append("topic", beginning.topic())
            .append(SERVER, beginning.server())
            .append("is_active", true)
            .append("created_by_run", run.toString())
            .append("created_at", Date.from(now));
    var change = new Document("$set", entered).append("$setOnInsert", begun);
    try {
      Document row = rows.findOneAndUpdate(free, change, UPSERT);
      String server = row == null ? null : row.getString(SERVER);
      return new Entry.Entered(server == null ? beginning.server() : server);
    } catch (MongoCommandException failure) {
      if (ErrorCategory.fromErrorCode(failure.getErrorCode()) != ErrorCategory.DUPLICATE_KEY) {
        throw failure;
      }
      return isOwn(id, user) ? new Entry.Busy() : new Entry.Foreign();
    }
  }

  /** One of the predecessor, in which nobody answers; false if there is one of that id. */
  public boolean adopt(SessionId id, UserId user, String chatflowId, String topic, Instant begun) {
    var row =
        new Document("_id", id.toString())
            .append("session_id", id.toString())
            .append("user_id", user.value())
            .append("chatflow_id", chatflowId)
            .append("topic", topic)
            .append("is_active", true)
            .append("run_until", FREE)
            .append("created_at", Date.from(begun))
            .append("last_activity_at", Date.from(begun));
    try {
      rows.insertOne(row);
      return true;
    } catch (MongoWriteException failure) {
      if (failure.getError().getCategory() != ErrorCategory.DUPLICATE_KEY) throw failure;
      return false;
    }
  }

  /** Whose they are, by their ids; without those that are not there. */
  public Map<String, UserId> owners(Collection<String> ids) {
    var owners = new HashMap<String, UserId>();
    rows.find(in("_id", ids))
        .projection(Projections.include("user_id"))
        .forEach(row -> owners.put(row.getString("_id"), new UserId(row.getString("user_id"))));
    return owners;
  }

  public boolean isOwn(SessionId id, UserId user) {
    return rows.find(and(eq("_id", id.toString()), eq("user_id", user.value()))).first() != null;
  }

  /** The run is over. */
  public void leave(SessionId id, UUID run) {
    rows.updateOne(of(id, run), new Document("$set", new Document("run_until", FREE)));
  }

  /** The run came to nothing: a session that was made for it was never there. */
  public void undo(SessionId id, UUID run) {
    var deleted = rows.deleteOne(and(of(id, run), eq("created_by_run", run.toString())));
    if (deleted.getDeletedCount() == 0) leave(id, run);
  }

  /** The runs go on in their sessions. */
  public void renew(Map<SessionId, UUID> runs) {
    rows.updateMany(
        and(
            in("_id", runs.keySet().stream().map(SessionId::toString).toList()),
            in("run", runs.values().stream().map(UUID::toString).toList()),
            gt("run_until", FREE)),
        set("run_until", Date.from(clock.instant().plus(lease))));
  }

  /** The newest first. */
  List<Document> of(UserId user, SessionPage page) {
    Bson own = eq("user_id", user.value());
    return rows.find(page.after().map(after -> and(own, olderThan(after))).orElse(own))
        .sort(Sorts.descending("created_at", "_id"))
        .limit(page.limit())
        .into(new ArrayList<>());
  }

  List<SessionId> idsOf(UserId user) {
    return rows.find(eq("user_id", user.value()))
        .projection(Projections.include("_id"))
        .map(row -> new SessionId(UUID.fromString(row.getString("_id"))))
        .into(new ArrayList<>());
  }

  Optional<Document> rename(SessionId id, UserId user, String topic) {
    return Optional.ofNullable(
        rows.findOneAndUpdate(
            and(eq("_id", id.toString()), eq("user_id", user.value())),
            set("topic", topic),
            new FindOneAndUpdateOptions().returnDocument(ReturnDocument.AFTER)));
  }

  void delete(SessionId id, UserId user) {
    rows.deleteOne(and(eq("_id", id.toString()), eq("user_id", user.value())));
  }

  private static Bson olderThan(Position position) {
    Date at = Date.from(position.createdAt());
    return or(lt("created_at", at), and(eq("created_at", at), lt("_id", position.id())));
  }

  private static Document of(SessionId id, UUID run) {
    return new Document("_id", id.toString()).append("run", run.toString());
  }
}
