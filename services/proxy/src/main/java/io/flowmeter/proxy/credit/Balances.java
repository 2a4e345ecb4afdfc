package io.flowmeter.proxy.credit;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.lt;
import static com.mongodb.client.model.Updates.combine;
import static com.mongodb.client.model.Updates.set;

import com.mongodb.ErrorCategory;
import com.mongodb.MongoBulkWriteException;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.BulkWriteOptions;
import com.mongodb.client.model.UpdateOneModel;
import com.mongodb.client.model.UpdateOptions;
import io.flowmeter.identity.UserId;
import java.time.Instant;
import java.util.Collection;
import java.util.Date;
import java.util.HashMap;
import java.util.Map;
import org.bson.Document;

/** The balance to show of each person, as accounting last told: the collection {@code balances}. */
final class Balances {
  private final MongoCollection<Document> rows;

  Balances(MongoDatabase database) {
    this.rows = database.getCollection("balances");
  }

  /**
   * @param sequence grows with each change of the person's balance
   */
  record Change(UserId user, long balance, long sequence, Instant at) {}

  /** The newest of each person wins, in whatever order and however often they come. */
  void changed(Collection<Change> changes) {
    Map<UserId, Change> newest = new HashMap<>();
    for (Change change : changes) {
      newest.merge(change.user(), change, (a, b) -> a.sequence() < b.sequence() ? b : a);
    }
    if (newest.isEmpty()) return;
    try {
      var _ =
          rows.bulkWrite(
              newest.values().stream().map(Balances::ifNewer).toList(),
              new BulkWriteOptions().ordered(false));
    } catch (MongoBulkWriteException failure) {
      boolean newerAreKnown =
          failure.getWriteConcernError() == null
              && failure.getWriteErrors().stream()
                  .allMatch(error -> error.getCategory() == ErrorCategory.DUPLICATE_KEY);
      if (!newerAreKnown) throw failure;
    }
  }

  /** Where a newer one is known, inserting fails with a duplicate key. */
  private static UpdateOneModel<Document> ifNewer(Change change) {
    return new UpdateOneModel<>(
        and(eq("_id", change.user().value()), lt("sequence", change.sequence())),
        combine(
            set("balance", change.balance()),
            set("sequence", change.sequence()),
            set("changed_at", Date.from(change.at()))),
        new UpdateOptions().upsert(true));
  }

  /** What the person has to spend, 0 for one whom accounting never mentioned. */
  long of(UserId user) {
    Document row = rows.find(eq("_id", user.value())).first();
    return row == null ? 0 : Math.max(0, row.get("balance", Number.class).longValue());
  }
}
