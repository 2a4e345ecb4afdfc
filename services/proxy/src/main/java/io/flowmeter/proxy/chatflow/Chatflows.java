package io.flowmeter.proxy.chatflow;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.in;
import static com.mongodb.client.model.Filters.lt;
import static com.mongodb.client.model.Filters.ne;
import static com.mongodb.client.model.Filters.nin;
import static com.mongodb.client.model.Updates.combine;
import static com.mongodb.client.model.Updates.set;
import static com.mongodb.client.model.Updates.setOnInsert;

import com.mongodb.client.FindIterable;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.Sorts;
import com.mongodb.client.model.UpdateOptions;
import io.flowmeter.proxy.upstream.ChatflowId;
import io.flowmeter.web.ApiException;
import java.time.Instant;
import java.util.Collection;
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;

/** The collection {@code chatflows}: what Flowise offered when it was last asked. */
public final class Chatflows {
  private static final String ACTIVE = "active";
  private static final String DELETED = "deleted";

  private final MongoCollection<Document> rows;

  Chatflows(MongoDatabase database) {
    this.rows = database.getCollection("chatflows");
  }

  public void createIndexes() {
    rows.createIndex(Indexes.ascending("sync_status", "name"));
  }

  /** The keys of a client's overrideConfig that an administrator lets through to Flowise. */
  public Set<String> overridable(ChatflowId id) {
    return find(id).map(row -> Set.copyOf(overridable(row))).orElse(Set.of());
  }

  static List<String> overridable(Document row) {
    List<String> keys = row.getList("override_keys", String.class);
    return keys == null ? List.of() : keys;
  }

  boolean allowOverrides(ChatflowId id, Collection<String> keys) {
    var found = rows.updateOne(active(id), set("override_keys", List.copyOf(keys)));
    return found.getMatchedCount() == 1;
  }

  /** A flow as Flowise describes it; whether it was not known before. */
  boolean save(ChatflowId id, Bson description, Instant now) {
    var saved =
        rows.updateOne(
            eq("_id", id.value()),
            combine(
                description,
                set("synced_at", Date.from(now)),
                set("sync_status", ACTIVE),
                set("sync_error", null),
                setOnInsert("flowise_id", id.value())),
            new UpdateOptions().upsert(true));
    return saved.getUpsertedId() != null;
  }

  /**
   * Marks as deleted what Flowise does not offer any more.
   *
   * @param startedAt of the round; what another round has seen since stays
   */
  long retireAllBut(Collection<ChatflowId> offered, Instant startedAt) {
    return rows.updateMany(allBut(offered, startedAt), set("sync_status", DELETED))
        .getModifiedCount();
  }

  /** How many {@link #retireAllBut} would mark. */
  long countAllBut(Collection<ChatflowId> offered, Instant startedAt) {
    return rows.countDocuments(allBut(offered, startedAt));
  }

  private static Bson allBut(Collection<ChatflowId> offered, Instant startedAt) {
    var ids = offered.stream().map(ChatflowId::value).toList();
    return and(nin("_id", ids), eq("sync_status", ACTIVE), lt("synced_at", Date.from(startedAt)));
  }

  Optional<Document> find(ChatflowId id) {
    return Optional.ofNullable(rows.find(eq("_id", id.value())).first());
  }

  Optional<Document> findActive(ChatflowId id) {
    return Optional.ofNullable(rows.find(active(id)).first());
  }

  /**
   * @throws ApiException 404 unless a flow of that id was ever offered
   */
  ChatflowId requireKnown(String id) {
    return ChatflowId.parse(id)
        .filter(chatflow -> find(chatflow).isPresent())
        .orElseThrow(Chatflows::notFound);
  }

  /**
   * A flow that is gone in Flowise is not brought back by what is done with it here.
   *
   * @throws ApiException 404 unless Flowise offers it now
   */
  ChatflowId requireActive(String id) {
    return ChatflowId.parse(id)
        .filter(chatflow -> findActive(chatflow).isPresent())
        .orElseThrow(Chatflows::notFound);
  }

  /** Those of them that Flowise offers now. */
  public Set<ChatflowId> offered(Collection<ChatflowId> ids) {
    return active(ids)
        .projection(Projections.include("_id"))
        .map(row -> new ChatflowId(row.getString("_id")))
        .into(new HashSet<>());
  }

  static ApiException notFound() {
    return new ApiException(404, "Chatflow not found");
  }

  FindIterable<Document> all(boolean withDeleted) {
    return rows.find(withDeleted ? Filters.empty() : ne("sync_status", DELETED))
        .sort(Sorts.ascending("name"));
  }

  FindIterable<Document> active(Collection<ChatflowId> ids) {
    return rows.find(
            and(in("_id", ids.stream().map(ChatflowId::value).toList()), eq("sync_status", ACTIVE)))
        .sort(Sorts.ascending("name"));
  }

  FindIterable<Document> active() {
    return rows.find(eq("sync_status", ACTIVE)).sort(Sorts.ascending("name"));
  }

  Counts counts() {
    var newest = rows.find().sort(Sorts.descending("synced_at")).first();
    return new Counts(
        rows.countDocuments(),
        rows.countDocuments(eq("sync_status", ACTIVE)),
        rows.countDocuments(eq("sync_status", DELETED)),
        rows.countDocuments(eq("sync_status", "error")),
        newest == null ? null : newest.getDate("synced_at").toInstant());
  }

  record Counts(long total, long active, long deleted, long error, @Nullable Instant lastSync) {}

  private static Bson active(ChatflowId id) {
    return and(eq("_id", id.value()), eq("sync_status", ACTIVE));
  }
}
