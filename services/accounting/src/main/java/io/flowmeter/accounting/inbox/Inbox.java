package io.flowmeter.accounting.inbox;

import static io.flowmeter.accounting.db.Tables.INBOX;
import static org.jooq.impl.DSL.any;

import io.flowmeter.accounting.sql.Rows;
import io.flowmeter.eventing.Envelope;
import io.flowmeter.eventing.Topic;
import io.flowmeter.events.UsageRecorded;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.apache.avro.specific.SpecificRecord;
import org.jooq.DSLContext;
import org.springframework.stereotype.Component;

/** Remembers in the running transaction which events had their effect. */
@Component
public class Inbox {
  private final DSLContext sql;
  private final Clock clock;

  Inbox(DSLContext sql, Clock clock) {
    this.sql = sql;
    this.clock = clock;
  }

  /**
   * Takes events as received that had their effect before they were published, in this transaction.
   */
  public void remember(Collection<? extends SpecificRecord> events) {
    Instant now = clock.instant();
    Rows.<SpecificRecord>of(List.copyOf(events))
        .with(INBOX.EVENT_ID, event -> Envelope.of(event).eventId())
        .with(INBOX.CONTENT_HASH, ContentHash::of)
        .with(INBOX.TOPIC, event -> Topic.of(event).topicName())
        .with(INBOX.RECEIVED_AT, _ -> now)
        .with(
            INBOX.COMPLETION_ID,
            event -> event instanceof UsageRecorded usage ? usage.getCompletionId() : null)
        .insertInto(sql, INBOX);
  }

  /**
   * @param fresh to be given their effect now, in the order of arrival
   * @param duplicates had it before, or are repeated in this batch
   * @param conflicts carry the id of another event
   */
  record Admission<E>(
      List<Incoming<E>> fresh, List<Incoming<E>> duplicates, List<Incoming<E>> conflicts) {}

  <E> Admission<E> admit(List<Incoming<E>> batch) {
    Map<UUID, Incoming<E>> firsts = new LinkedHashMap<>();
    batch.forEach(event -> firsts.putIfAbsent(event.eventId(), event));
    Set<UUID> inserted = insert(firsts.values());
    Map<UUID, byte[]> known = hashes(firsts.keySet(), inserted);
    firsts.forEach((id, event) -> known.putIfAbsent(id, event.contentHash()));

    Set<UUID> awaited = new HashSet<>(inserted);
    var admission = new Admission<E>(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    for (Incoming<E> event : batch) {
      if (awaited.remove(event.eventId())) admission.fresh().add(event);
      else if (Arrays.equals(known.get(event.eventId()), event.contentHash()))
        admission.duplicates().add(event);
      else admission.conflicts().add(event);
    }
    return admission;
  }

  private <E> Set<UUID> insert(Collection<Incoming<E>> events) {
    Instant now = clock.instant();
    // In one order in every instance, so that two batches with the same events wait for each other
    // once.
    return Rows.of(events.stream().sorted(Comparator.comparing(Incoming::eventId)).toList())
        .with(INBOX.EVENT_ID, Incoming::eventId)
        .with(INBOX.CONTENT_HASH, Incoming::contentHash)
        .with(INBOX.TOPIC, event -> event.record().topic())
        .with(INBOX.RECEIVED_AT, _ -> now)
        .with(INBOX.COMPLETION_ID, Incoming::completionId)
        .insertIfAbsent(sql, INBOX, INBOX.EVENT_ID);
  }

  private Map<UUID, byte[]> hashes(Set<UUID> ids, Set<UUID> except) {
    UUID[] older = ids.stream().filter(id -> !except.contains(id)).toArray(UUID[]::new);
    if (older.length == 0) return new LinkedHashMap<>();
    return sql.select(INBOX.EVENT_ID, INBOX.CONTENT_HASH)
        .from(INBOX)
        .where(INBOX.EVENT_ID.eq(any(older)))
        .fetchMap(INBOX.EVENT_ID, INBOX.CONTENT_HASH);
  }
}
