package io.flowmeter.proxy.file;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;

import com.mongodb.ErrorCategory;
import com.mongodb.MongoWriteException;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.Sorts;
import io.flowmeter.identity.UserId;
import io.flowmeter.proxy.session.SessionId;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/** The collection {@code file_uploads}: whose files they are, and which message they came with. */
public final class Files {
  static final String COLLECTION = "file_uploads";

  private final MongoCollection<Document> rows;
  private final Blobs blobs;
  private final Clock clock;

  Files(MongoDatabase database, Blobs blobs, Clock clock) {
    this.rows = database.getCollection(COLLECTION);
    this.blobs = blobs;
    this.clock = clock;
  }

  public void createIndexes() {
    rows.createIndex(Indexes.ascending("session_id"));
    rows.createIndex(Indexes.ascending("message_id"));
    rows.createIndex(Indexes.ascending("user_id"));
    rows.createIndex(Indexes.ascending("blob_id"));
    blobs.createIndexes();
  }

  /**
   * Where a file belongs; all but the person may be unknown yet.
   *
   * @param messageId of the question that it came with
   */
  public record Place(
      UserId user,
      @Nullable String sessionId,
      @Nullable String chatflowId,
      @Nullable String messageId) {}

  public StoredFile store(FileContent content, Place place) {
    var row = row(new ObjectId().toHexString(), content, place, clock.instant());
    rows.insertOne(row);
    return StoredFile.of(row);
  }

  /** One of the predecessor; false if there is one of that id. */
  public boolean adopt(String id, FileContent content, Place place, Instant uploadedAt) {
    if (exists(id)) return false;
    try {
      rows.insertOne(row(id, content, place, uploadedAt));
      return true;
    } catch (MongoWriteException failure) {
      if (failure.getError().getCategory() != ErrorCategory.DUPLICATE_KEY) throw failure;
      blobs.release(place.user(), content.sha256());
      return false;
    }
  }

  /** Whosever it is. */
  public boolean exists(String id) {
    return rows.find(eq("_id", id)).first() != null;
  }

  /** Of a new file, whose bytes are kept with that. */
  private Document row(String id, FileContent content, Place place, Instant uploadedAt) {
    ObjectId blob = blobs.keep(place.user(), content);
    return new Document("_id", id)
        .append("file_id", id)
        .append("original_name", content.name())
        .append("mime_type", content.type())
        .append("message_id", place.messageId())
        .append("session_id", place.sessionId())
        .append("user_id", place.user().value())
        .append("chatflow_id", place.chatflowId())
        .append("file_size", (long) content.bytes().length)
        .append("upload_type", "file")
        .append("file_hash", content.sha256())
        .append("blob_id", blob)
        .append("processed", true)
        .append("uploaded_at", Date.from(uploadedAt));
  }

  Optional<StoredFile> find(String id, UserId user) {
    return Optional.ofNullable(rows.find(of(id, user)).first()).map(StoredFile::of);
  }

  Optional<byte[]> read(StoredFile file) {
    return blobs.read(file.blob());
  }

  /** Whether this call has deleted it. */
  public boolean delete(StoredFile file) {
    blobs.touch(file.user(), file.sha256());
    if (rows.deleteOne(of(file.id(), file.user())).getDeletedCount() == 0) return false;
    blobs.release(file.user(), file.sha256());
    return true;
  }

  public List<StoredFile> ofSession(SessionId session, UserId user) {
    return find(and(eq("session_id", session.toString()), eq("user_id", user.value())));
  }

  List<StoredFile> ofMessage(String messageId, UserId user) {
    return find(and(eq("message_id", messageId), eq("user_id", user.value())));
  }

  private List<StoredFile> find(Bson filter) {
    return rows.find(filter)
        .sort(Sorts.ascending("uploaded_at", "_id"))
        .map(StoredFile::of)
        .into(new ArrayList<>());
  }

  private static Bson of(String id, UserId user) {
    return and(eq("_id", id), eq("user_id", user.value()));
  }
}
