package io.flowmeter.proxy.directory;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.lt;
import static com.mongodb.client.model.Updates.combine;
import static com.mongodb.client.model.Updates.set;
import static com.mongodb.client.model.Updates.setOnInsert;

import com.mongodb.ErrorCategory;
import com.mongodb.MongoWriteException;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.UpdateOptions;
import io.flowmeter.identity.UserId;
import java.time.Instant;
import java.util.Date;
import java.util.UUID;
import org.bson.Document;
import org.bson.conversions.Bson;

/** The collection {@code users}: everybody whom auth knows, by id and by e-mail. */
public final class People {
  private final MongoCollection<Document> rows;

  People(MongoDatabase database) {
    this.rows = database.getCollection("users");
  }

  public void createIndexes() {
    rows.createIndex(Indexes.ascending("email"));
  }

  /** A fact's place among those of its person: a row only moves forward. */
  record Position(Instant occurredAt, UUID eventId) {
    String sortable() {
      return "%020d.%09d.%s".formatted(occurredAt.getEpochSecond(), occurredAt.getNano(), eventId);
    }
  }

  void apply(UserId user, Position position, Bson change) {
    try {
      rows.updateOne(
          and(eq("_id", user.value()), lt("position", position.sortable())),
          combine(
              change,
              set("position", position.sortable()),
              set("updated_at", Date.from(position.occurredAt())),
              setOnInsert("external_id", user.value()),
              setOnInsert("created_at", Date.from(position.occurredAt()))),
          new UpdateOptions().upsert(true));
    } catch (MongoWriteException failure) {
      boolean newerIsKnown = failure.getError().getCategory() == ErrorCategory.DUPLICATE_KEY;
      if (!newerIsKnown) throw failure;
    }
  }
}
