package io.flowmeter.auth.administration;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.lt;
import static com.mongodb.client.model.Updates.combine;
import static com.mongodb.client.model.Updates.set;

import com.mongodb.ErrorCategory;
import com.mongodb.MongoCommandException;
import com.mongodb.MongoWriteException;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.UpdateOptions;
import io.flowmeter.web.ApiException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.bson.Document;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/**
 * Lets one at a time, over all instances, take the role from an administrator: two who demote each
 * other at once would leave none, and they are two documents.
 */
@Component
class AdministratorsLock {
  private static final String ID = "administrators";
  private static final Duration PAUSE = Duration.ofMillis(20);

  private final MongoCollection<Document> locks;
  private final Clock clock;
  private final Duration lease;

  AdministratorsLock(
      MongoDatabase database,
      Clock clock,
      @Value("${flowmeter.administrators-lock.lease:10s}") Duration lease) {
    this.locks = database.getCollection("locks");
    this.clock = clock;
    this.lease = lease;
  }

  /**
   * @throws ApiException 503 if others hold it for longer than a lease
   */
  <T> T holding(Supplier<T> work) {
    String owner = UUID.randomUUID().toString();
    acquire(owner);
    try {
      return work.get();
    } finally {
      locks.deleteOne(and(eq("_id", ID), eq("owner", owner)));
    }
  }

  private void acquire(String owner) {
    Instant end = clock.instant().plus(lease);
    while (!tryAcquire(owner)) {
      if (clock.instant().isAfter(end)) {
        throw new ApiException(503, "Roles are being changed, please try again")
            .header("Retry-After", "1");
      }
      LockSupport.parkNanos(PAUSE.toNanos());
    }
  }

  private boolean tryAcquire(String owner) {
    Instant now = clock.instant();
    try {
      locks.updateOne(
          and(eq("_id", ID), lt("until", Date.from(now))),
          combine(set("owner", owner), set("until", Date.from(now.plus(lease)))),
          new UpdateOptions().upsert(true));
      return true;
    } catch (MongoWriteException e) {
      if (e.getError().getCategory() == ErrorCategory.DUPLICATE_KEY) return false;
      throw e;
    } catch (MongoCommandException e) {
      if (ErrorCategory.fromErrorCode(e.getErrorCode()) == ErrorCategory.DUPLICATE_KEY)
        return false;
      throw e;
    }
  }
}
