package io.flowmeter.auth.bulk;

import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Updates.combine;
import static com.mongodb.client.model.Updates.inc;
import static com.mongodb.client.model.Updates.set;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import io.flowmeter.auth.bulk.Line.Result;
import io.flowmeter.auth.bulk.Line.Status;
import io.flowmeter.identity.UserId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Imports in MongoDB: one document each, and its results in chunks beside it. No passwords. */
@Component
class ImportStore {
  private final MongoCollection<Document> jobs;
  private final MongoCollection<Document> chunks;

  ImportStore(MongoDatabase database) {
    this.jobs = database.getCollection("imports");
    this.chunks = database.getCollection("importResults");
  }

  String begin(UserId by, boolean dryRun, int total, Instant now) {
    var id = new ObjectId();
    var summary = new Document();
    for (Status status : Status.values()) summary.append(status.wire(), 0);
    jobs.insertOne(
        new Document("_id", id)
            .append("by", by.value())
            .append("state", ImportJob.RUNNING)
            .append("dryRun", dryRun)
            .append("total", total)
            .append("processed", 0)
            .append("summary", summary)
            .append("startedAt", Date.from(now))
            .append("updatedAt", Date.from(now)));
    return id.toHexString();
  }

  void progress(String id, int chunk, List<Result> results, Instant now) {
    chunks.insertOne(
        new Document("_id", chunkId(id, chunk))
            .append("results", results.stream().map(ImportStore::document).toList()));
    List<Bson> changes = new ArrayList<>();
    changes.add(set("updatedAt", Date.from(now)));
    changes.add(inc("processed", results.size()));
    for (Status status : Status.values()) {
      int rows = (int) results.stream().filter(r -> r.status().equals(status.wire())).count();
      if (rows > 0) changes.add(inc("summary." + status.wire(), rows));
    }
    jobs.updateOne(withId(id), combine(changes));
  }

  void end(String id, String state, Instant now) {
    jobs.updateOne(
        withId(id),
        combine(
            set("state", state),
            set("updatedAt", Date.from(now)),
            set("finishedAt", Date.from(now))));
  }

  Optional<ImportJob> find(String id) {
    if (!ObjectId.isValid(id)) return Optional.empty();
    @Nullable Document found = jobs.find(withId(id)).first();
    return Optional.ofNullable(found).map(ImportStore::job);
  }

  /** Empty past the last chunk that is done. */
  List<Result> results(String id, int chunk) {
    @Nullable Document found = chunks.find(eq("_id", chunkId(id, chunk))).first();
    return found == null
        ? List.of()
        : found.getList("results", Document.class).stream().map(ImportStore::result).toList();
  }

  private static Bson withId(String id) {
    return eq("_id", new ObjectId(id));
  }

  private static String chunkId(String id, int chunk) {
    return "%s/%d".formatted(id, chunk);
  }

  private static ImportJob job(Document document) {
    Map<String, Integer> summary = new LinkedHashMap<>();
    Document counts = document.get("summary", new Document());
    for (Status status : Status.values()) {
      summary.put(status.wire(), counts.getInteger(status.wire(), 0));
    }
    Date finished = document.getDate("finishedAt");
    return new ImportJob(
        document.getObjectId("_id").toHexString(),
        document.getString("state"),
        document.getBoolean("dryRun", false),
        document.getInteger("total", 0),
        document.getInteger("processed", 0),
        summary,
        document.getDate("startedAt").toInstant(),
        document.getDate("updatedAt").toInstant(),
        finished == null ? null : finished.toInstant());
  }

  private static Document document(Result result) {
    return new Document("line", result.line())
        .append("username", result.username())
        .append("email", result.email())
        .append("status", result.status())
        .append("message", result.message())
        .append("userId", result.userId());
  }

  private static Result result(Document document) {
    return new Result(
        document.get("line", 0L),
        document.getString("username"),
        document.getString("email"),
        document.getString("status"),
        document.getString("message"),
        document.getString("userId"));
  }
}
