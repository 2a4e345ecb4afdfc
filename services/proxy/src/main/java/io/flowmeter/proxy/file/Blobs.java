package io.flowmeter.proxy.file;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.gt;
import static com.mongodb.client.model.Filters.lte;
import static com.mongodb.client.model.Updates.combine;
import static com.mongodb.client.model.Updates.inc;
import static com.mongodb.client.model.Updates.set;

import com.mongodb.ErrorCategory;
import com.mongodb.MongoGridFSException;
import com.mongodb.MongoWriteException;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.gridfs.GridFSBucket;
import com.mongodb.client.gridfs.GridFSBuckets;
import com.mongodb.client.gridfs.model.GridFSUploadOptions;
import com.mongodb.client.model.Indexes;
import io.flowmeter.identity.UserId;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.time.Clock;
import java.util.Date;
import java.util.Optional;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.bson.types.ObjectId;

/**
 * The bytes in GridFS, once for each person and content. The collection {@code file_blobs} counts
 * their uses, each change in a single-document write, so that the last use deletes them and a new
 * one at the same moment gets its own. A crash in between can leave bytes behind, never a file
 * without its bytes; {@link OrphanBlobs} finds them, by the time at which a count was last touched.
 */
final class Blobs {
  static final String COLLECTION = "file_blobs";
  static final String TOUCHED = "touched_at";

  private final MongoCollection<Document> uses;
  private final GridFSBucket bucket;
  private final Clock clock;

  Blobs(MongoDatabase database, Clock clock) {
    this.uses = database.getCollection(COLLECTION);
    this.bucket = GridFSBuckets.create(database);
    this.clock = clock;
  }

  void createIndexes() {
    uses.createIndex(Indexes.ascending("blob_id"));
    uses.createIndex(Indexes.ascending(TOUCHED));
  }

  /** Adds a use; gives the id of the bytes. */
  ObjectId keep(UserId user, FileContent content) {
    String key = key(user, content.sha256());
    Optional<ObjectId> known = use(key);
    if (known.isPresent()) return known.get();
    ObjectId fresh = upload(user, content);
    while (true) {
      try {
        uses.insertOne(
            new Document("_id", key)
                .append("blob_id", fresh)
                .append("uses", 1)
                .append(TOUCHED, Date.from(clock.instant())));
        return fresh;
      } catch (MongoWriteException failure) {
        if (failure.getError().getCategory() != ErrorCategory.DUPLICATE_KEY) throw failure;
      }
      known = use(key);
      if (known.isPresent()) {
        bucket.delete(fresh);
        return known.get();
      }
    }
  }

  /** To be told before a file is deleted, so that the count is not corrected in between. */
  void touch(UserId user, String sha256) {
    uses.updateOne(eq("_id", key(user, sha256)), touched());
  }

  /** Takes a use away, and with the last one the bytes. */
  void release(UserId user, String sha256) {
    String key = key(user, sha256);
    uses.updateOne(eq("_id", key), inc("uses", -1));
    Document unused = uses.findOneAndDelete(and(eq("_id", key), lte("uses", 0)));
    if (unused != null) bucket.delete(unused.getObjectId("blob_id"));
  }

  Optional<byte[]> read(ObjectId id) {
    var bytes = new ByteArrayOutputStream();
    try {
      bucket.downloadToStream(id, bytes);
      return Optional.of(bytes.toByteArray());
    } catch (MongoGridFSException notThere) {
      return Optional.empty();
    }
  }

  private Optional<ObjectId> use(String key) {
    Document used =
        uses.findOneAndUpdate(
            and(eq("_id", key), gt("uses", 0)), combine(inc("uses", 1), touched()));
    return Optional.ofNullable(used).map(row -> row.getObjectId("blob_id"));
  }

  private Bson touched() {
    return set(TOUCHED, Date.from(clock.instant()));
  }

  private ObjectId upload(UserId user, FileContent content) {
    var metadata =
        new Document("user_id", user.value())
            .append("file_hash", content.sha256())
            .append("mime_type", content.type());
    return bucket.uploadFromStream(
        content.name(),
        new ByteArrayInputStream(content.bytes()),
        new GridFSUploadOptions().metadata(metadata));
  }

  private static String key(UserId user, String sha256) {
    return user + ":" + sha256;
  }
}
