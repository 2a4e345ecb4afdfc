package io.flowmeter.proxy.directory;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.in;
import static com.mongodb.client.model.Filters.lt;
import static com.mongodb.client.model.Filters.ne;
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
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Date;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.bson.Document;
import org.bson.conversions.Bson;

/** The collection {@code users}: everybody whom auth knows, by id and by e-mail. */
public final class People {
  private static final Duration POLL = Duration.ofMillis(50);

  private final MongoCollection<Document> rows;
  private final Duration newcomers;

  /**
   * @param newcomers how long the fact of somebody's registration may be waited for
   */
  People(MongoDatabase database, Duration newcomers) {
    this.rows = database.getCollection("users");
    this.newcomers = newcomers;
  }

  public void createIndexes() {
    rows.createIndex(Indexes.ascending("email"));
  }

  /** Those of them whom auth knows, by their addresses in lower case. */
  public Map<String, Person> byEmail(Collection<String> emails) {
    var spellings = new HashSet<String>(emails);
    emails.forEach(email -> spellings.add(email.toLowerCase(Locale.ROOT)));
    var found = new HashMap<String, Person>();
    for (Document row : rows.find(and(in("email", spellings), ne("deleted", true)))) {
      found.put(row.getString("email").toLowerCase(Locale.ROOT), Person.of(row));
    }
    return found;
  }

  /** The same, after some time for those who have only just registered. */
  public Map<String, Person> awaitByEmail(Collection<String> emails) {
    long deadline = System.nanoTime() + newcomers.toNanos();
    long wanted = emails.stream().map(email -> email.toLowerCase(Locale.ROOT)).distinct().count();
    while (true) {
      var found = byEmail(emails);
      if (found.size() >= wanted || System.nanoTime() - deadline > 0 || !pause()) return found;
    }
  }

  /** Those of them whom auth still knows. */
  public Map<UserId, Person> byId(Collection<UserId> ids) {
    var found = new HashMap<UserId, Person>();
    var wanted = ids.stream().map(UserId::value).toList();
    for (Document row : rows.find(and(in("_id", wanted), ne("deleted", true)))) {
      Person person = Person.of(row);
      found.put(person.id(), person);
    }
    return found;
  }

  private static boolean pause() {
    try {
      TimeUnit.NANOSECONDS.sleep(POLL.toNanos());
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
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
