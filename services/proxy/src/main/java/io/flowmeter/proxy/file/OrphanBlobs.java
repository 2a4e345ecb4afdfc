package io.flowmeter.proxy.file;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.gt;
import static com.mongodb.client.model.Filters.lt;
import static com.mongodb.client.model.Updates.set;

import com.mongodb.MongoGridFSException;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.gridfs.GridFSBucket;
import com.mongodb.client.gridfs.GridFSBuckets;
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.Sorts;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.bson.types.ObjectId;

/**
 * Bytes that no file uses, and counts of uses that are too high. A count is corrected only while
 * nobody has touched it for the grace time: whoever adds or takes away a use touches it first, so
 * any number of instances may be at it while files come and go.
 */
final class OrphanBlobs {
  private static final int PAGE = 500;
  private static final ObjectId BEFORE_ALL = new ObjectId("000000000000000000000000");

  private final MongoCollection<Document> uploads;
  private final MongoCollection<Document> uses;
  private final MongoCollection<Document> stored;
  private final MongoCollection<Document> chunks;
  private final GridFSBucket bucket;
  private final FileSettings settings;
  private final Clock clock;

  OrphanBlobs(MongoDatabase database, FileSettings settings, Clock clock) {
    this.uploads = database.getCollection(Files.COLLECTION);
    this.uses = database.getCollection(Blobs.COLLECTION);
    this.stored = database.getCollection("fs.files");
    this.chunks = database.getCollection("fs.chunks");
    this.bucket = GridFSBuckets.create(database);
    this.settings = settings;
    this.clock = clock;
  }

  /** Returns how many blobs were deleted. */
  int sweep() {
    return sweepCounts() + sweepUncounted() + sweepChunks();
  }

  private int sweepCounts() {
    int deleted = 0;
    String last = "";
    List<Document> page;
    do {
      page = page(uses, and(gt("_id", last), lt(Blobs.TOUCHED, graceAgo())));
      for (Document count : page) if (correct(count)) deleted++;
      if (!page.isEmpty()) last = page.getLast().getString("_id");
    } while (page.size() == PAGE);
    return deleted;
  }

  /** Whether that deletes its bytes. */
  private boolean correct(Document count) {
    ObjectId blob = count.getObjectId("blob_id");
    int used = Math.toIntExact(uploads.countDocuments(eq("blob_id", blob)));
    if (used == count.getInteger("uses")) return false;
    Bson untouched =
        and(eq("_id", count.get("_id")), eq(Blobs.TOUCHED, count.getDate(Blobs.TOUCHED)));
    if (used > 0) {
      uses.updateOne(untouched, set("uses", used));
      return false;
    }
    if (uses.findOneAndDelete(untouched) == null) return false;
    return deleted(blob);
  }

  /** Bytes that were stored whole, and never came to be counted or are counted no more. */
  private int sweepUncounted() {
    int deleted = 0;
    ObjectId last = BEFORE_ALL;
    List<Document> page;
    do {
      page = page(stored, and(gt("_id", last), lt("uploadDate", graceAgo())));
      for (Document file : page) {
        ObjectId id = file.getObjectId("_id");
        boolean needed =
            uses.find(eq("blob_id", id)).first() != null
                || uploads.find(eq("blob_id", id)).first() != null;
        if (!needed && deleted(id)) deleted++;
      }
      if (!page.isEmpty()) last = page.getLast().getObjectId("_id");
    } while (page.size() == PAGE);
    return deleted;
  }

  /** The beginnings of what was not stored whole. */
  private int sweepChunks() {
    int deleted = 0;
    ObjectId last = BEFORE_ALL;
    List<Document> page;
    do {
      page =
          chunks
              .find(and(eq("n", 0), gt("files_id", last), lt("files_id", new ObjectId(graceAgo()))))
              .projection(Projections.include("files_id"))
              .sort(Sorts.ascending("files_id"))
              .limit(PAGE)
              .into(new ArrayList<>());
      for (Document chunk : page) {
        ObjectId file = chunk.getObjectId("files_id");
        if (stored.find(eq("_id", file)).first() != null) continue;
        chunks.deleteMany(eq("files_id", file));
        deleted++;
      }
      if (!page.isEmpty()) last = page.getLast().getObjectId("files_id");
    } while (page.size() == PAGE);
    return deleted;
  }

  private boolean deleted(ObjectId blob) {
    try {
      bucket.delete(blob);
      return true;
    } catch (MongoGridFSException anotherWasFaster) {
      return false;
    }
  }

  private static List<Document> page(MongoCollection<Document> rows, Bson filter) {
    return rows.find(filter).sort(Sorts.ascending("_id")).limit(PAGE).into(new ArrayList<>());
  }

  private Date graceAgo() {
    return Date.from(clock.instant().minus(settings.orphanGrace()));
  }
}
