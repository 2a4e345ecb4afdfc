package io.flowmeter.auth.audit;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Indexes;
import io.flowmeter.auth.account.Indexed;
import io.flowmeter.outbox.MongoOutbox;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import org.bson.Document;
import org.springframework.stereotype.Component;

/** The entries in MongoDB, each with the fact that reports it. */
@Component
class AuditStore implements Indexed {
  static final String COLLECTION = "audit";

  private static final String AT = "occurredAt";

  private final MongoCollection<Document> entries;
  private final MongoOutbox outbox;

  AuditStore(MongoDatabase database, MongoOutbox outbox) {
    this.entries = database.getCollection(COLLECTION);
    this.outbox = outbox;
  }

  void insert(AuditEntry entry, Document fact) {
    entries.insertOne(
        new Document("_id", entry.id())
            .append(AT, Date.from(entry.occurredAt()))
            .append("userId", entry.userId())
            .append("username", entry.username())
            .append("action", entry.action())
            .append("outcome", entry.outcome())
            .append("actorId", entry.actorId())
            .append("clientAddress", entry.clientAddress())
            .append("userAgent", entry.userAgent())
            .append("detail", entry.detail())
            .append(MongoOutbox.FIELD, List.of(fact)));
    outbox.committed(COLLECTION, entry.id());
  }

  List<AuditEntry> find(AuditFilter filter) {
    return entries
        .find(condition(filter))
        .sort(new Document("_id", -1))
        .limit(filter.limit())
        .map(AuditStore::read)
        .into(new ArrayList<>());
  }

  @Override
  public void index() {
    for (String field : List.of("userId", "actorId")) {
      // In the order of the answer, so that a page costs a page, however many entries there are.
      entries.createIndex(
          Indexes.compoundIndex(Indexes.ascending(field), Indexes.descending("_id")));
    }
    entries.createIndex(Indexes.ascending(AT));
  }

  long removeOlderThan(Instant end) {
    // What is not published yet stays until it is.
    var old =
        new Document(AT, new Document("$lt", Date.from(end)))
            .append(MongoOutbox.FIELD, new Document("$size", 0));
    return entries.deleteMany(old).getDeletedCount();
  }

  private static Document condition(AuditFilter filter) {
    var condition = new Document();
    put(condition, "userId", filter.userId());
    put(condition, "actorId", filter.actorId());
    put(condition, "action", filter.action());
    put(condition, "outcome", filter.outcome());
    put(condition, "clientAddress", filter.clientAddress());
    put(condition, "_id", filter.before().map(id -> new Document("$lt", id)));
    var time = new Document();
    put(time, "$gte", filter.from().map(Date::from));
    put(time, "$lt", filter.to().map(Date::from));
    if (!time.isEmpty()) condition.append(AT, time);
    return condition;
  }

  private static void put(Document condition, String field, Optional<?> value) {
    value.ifPresent(wanted -> condition.append(field, wanted));
  }

  private static AuditEntry read(Document document) {
    return new AuditEntry(
        document.getString("_id"),
        document.getDate(AT).toInstant(),
        document.getString("userId"),
        document.getString("username"),
        document.getString("action"),
        document.getString("outcome"),
        document.getString("actorId"),
        document.getString("clientAddress"),
        document.getString("userAgent"),
        document.getString("detail"));
  }
}
