package io.flowmeter.proxy.journal;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.in;
import static com.mongodb.client.model.Filters.lt;
import static com.mongodb.client.model.Filters.nin;
import static com.mongodb.client.model.Updates.combine;
import static com.mongodb.client.model.Updates.set;

import com.mongodb.ErrorCategory;
import com.mongodb.MongoWriteException;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.Projections;
import io.flowmeter.eventing.OutgoingEvent;
import io.flowmeter.identity.UserId;
import io.flowmeter.outbox.MongoOutbox;
import io.flowmeter.proxy.completion.Authorised;
import io.flowmeter.proxy.completion.CompletionId;
import io.flowmeter.proxy.completion.Settlement;
import io.flowmeter.proxy.completion.Transcript;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.bson.Document;
import org.bson.conversions.Bson;

/**
 * Every completion in the collection {@code chat_messages}: its assistant message is written before
 * Flowise is asked, and one single-document write settles it, with the answer, the usage and the
 * pending UsageRecorded. So a completion has its fact or, after a crash, is found by its lease.
 */
public final class Journal {
  static final String COLLECTION = "chat_messages";
  private static final Bson IN_PROGRESS = eq("state", Entries.IN_PROGRESS);

  private final MongoCollection<Document> messages;
  private final MongoOutbox outbox;
  private final UsageEvents events;
  private final Clock clock;
  private final Duration lease;

  /** What this instance makes: however long it was held up, it will end it. */
  private final Set<CompletionId> ours = ConcurrentHashMap.newKeySet();

  Journal(
      MongoDatabase database, MongoOutbox outbox, UsageEvents events, Clock clock, Duration lease) {
    this.messages = database.getCollection(COLLECTION);
    this.outbox = outbox;
    this.events = events;
    this.clock = clock;
    this.lease = lease;
  }

  public void createIndexes() {
    messages.createIndex(Indexes.ascending("session_id", "created_at"));
    messages.createIndex(Indexes.ascending("lease_until"), new IndexOptions().sparse(true));
  }

  /**
   * Writes question and answer-to-be, in one command and the answer first: if it is there already,
   * nothing is written.
   *
   * @param requestHash tells a repeated request from another one under the same key
   * @throws com.mongodb.MongoBulkWriteException with a duplicate key if it had begun before
   */
  public void begin(Authorised completion, String requestHash) {
    Date leaseUntil = Date.from(clock.instant().plus(lease));
    messages.insertMany(
        List.of(Entries.answer(completion, requestHash, leaseUntil), Entries.question(completion)));
    ours.add(completion.id());
  }

  /** This instance does no more for it: if it is not settled, it is left to recovery. */
  public void leave(CompletionId id) {
    ours.remove(id);
  }

  /** At least one token of each has reached its client. */
  public void delivered(Collection<CompletionId> ids) {
    var rows = ids.stream().map(CompletionId::toString).toList();
    messages.updateMany(and(in("_id", rows), IN_PROGRESS), set("delivered", true));
  }

  /** What there is of the answer, and that it is still being made. */
  public void progress(CompletionId id, Transcript transcript) {
    messages.updateOne(
        and(of(id), IN_PROGRESS),
        combine(
            set("lease_until", Date.from(clock.instant().plus(lease))),
            set("content", transcript.content())));
  }

  /**
   * The one write that ends a completion. If somebody else has ended it meanwhile, as interrupted,
   * the answer is kept and the charge stays as it was.
   */
  public void settle(Settlement settlement, Transcript transcript, Duration firstToken) {
    CompletionId id = settlement.completion().id();
    Document content = Entries.content(transcript);
    Document ended =
        settled(settlement)
            .append("first_token_millis", firstToken.isNegative() ? null : firstToken.toMillis());
    ended.putAll(content);
    if (!end(of(id).append("state", Entries.IN_PROGRESS), ended, settlement)) {
      messages.updateOne(of(id).append("state", "interrupted"), new Document("$set", content));
    }
  }

  /** What an instance that is gone has left behind. */
  List<Abandoned> abandoned(int limit) {
    var makingThem = ours.stream().map(CompletionId::toString).toList();
    return messages
        .find(and(lt("lease_until", Date.from(clock.instant())), nin("_id", makingThem)))
        .limit(limit)
        .map(Entries::abandoned)
        .into(new java.util.ArrayList<>());
  }

  /** Ends it, unless its owner turned out to be alive or another instance was quicker. */
  boolean settleAbandoned(Abandoned entry, Settlement settlement) {
    Bson unchanged =
        and(
            of(entry.completion().id()),
            IN_PROGRESS,
            eq("lease_until", Date.from(entry.leaseUntil())));
    return end(unchanged, settled(settlement), settlement);
  }

  public Optional<Recorded> find(CompletionId id) {
    return Optional.ofNullable(messages.find(of(id)).first()).map(Entries::recorded);
  }

  /** One of the predecessor, which is no completion here; false if there is one of that id. */
  public boolean adopt(OldMessage message) {
    try {
      messages.insertOne(Entries.old(message));
      return true;
    } catch (MongoWriteException failure) {
      if (failure.getError().getCategory() != ErrorCategory.DUPLICATE_KEY) throw failure;
      return false;
    }
  }

  /** Whose messages these are, by their ids; without those that are not there. */
  public Map<String, UserId> owners(Collection<String> ids) {
    var owners = new HashMap<String, UserId>();
    messages
        .find(in("_id", ids))
        .projection(Projections.include("user_id"))
        .forEach(row -> owners.put(row.getString("_id"), new UserId(row.getString("user_id"))));
    return owners;
  }

  private boolean end(Bson unsettled, Document settled, Settlement settlement) {
    var event = OutgoingEvent.of(events.of(settlement));
    // Plain documents: what the driver's builders make is encoded twice.
    var ended =
        new Document("$set", settled)
            .append("$unset", new Document("lease_until", "").append("question", ""))
            .append("$push", new Document(MongoOutbox.FIELD, MongoOutbox.pending(event)));
    if (messages.updateOne(unsettled, ended).getMatchedCount() == 0) return false;
    outbox.committed(COLLECTION, settlement.completion().id().toString());
    return true;
  }

  private static Document settled(Settlement settlement) {
    var usage = settlement.usage();
    return new Document("state", settlement.outcome().stored())
        .append("credits", settlement.credits().amount())
        .append(
            "usage",
            new Document("input_tokens", usage.inputTokens())
                .append("output_tokens", usage.outputTokens())
                .append("estimated", usage.estimated())
                .append("model", usage.model()))
        .append("settled_at", Date.from(settlement.endedAt()))
        .append("duration_millis", settlement.duration().toMillis());
  }

  private static Document of(CompletionId id) {
    return new Document("_id", id.toString());
  }

  /** A completion whose lease is over. */
  record Abandoned(Authorised completion, boolean delivered, String shown, Instant leaseUntil) {}
}
