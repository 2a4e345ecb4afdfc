package io.flowmeter.proxy.credit;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.lt;
import static com.mongodb.client.model.Updates.combine;
import static com.mongodb.client.model.Updates.set;

import com.mongodb.ErrorCategory;
import com.mongodb.MongoWriteException;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.UpdateOptions;
import io.flowmeter.identity.UserId;
import java.time.Instant;
import java.util.Date;
import org.bson.Document;

/** The balance to show of each person, as accounting last told: the collection {@code balances}. */
final class Balances {
  private final MongoCollection<Document> rows;

  Balances(MongoDatabase database) {
    this.rows = database.getCollection("balances");
  }

  /** The newest wins, in whatever order and however often they come. */
  void changed(UserId user, long balance, long sequence, Instant at) {
    try {
      rows.updateOne(
          and(eq("_id", user.value()), lt("sequence", sequence)),
          combine(
              set("balance", balance), set("sequence", sequence), set("changed_at", Date.from(at))),
          new UpdateOptions().upsert(true));
    } catch (MongoWriteException failure) {
      boolean newerIsKnown = failure.getError().getCategory() == ErrorCategory.DUPLICATE_KEY;
      if (!newerIsKnown) throw failure;
    }
  }

  /** What the person has to spend, 0 for one whom accounting never mentioned. */
  long of(UserId user) {
    Document row = rows.find(eq("_id", user.value())).first();
    return row == null ? 0 : Math.max(0, row.get("balance", Number.class).longValue());
  }
}
