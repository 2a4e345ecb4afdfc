package io.flowmeter.auth.audit;

import com.mongodb.MongoException;
import io.flowmeter.auth.account.User;
import io.flowmeter.eventing.EventIds;
import io.flowmeter.eventing.OutgoingEvent;
import io.flowmeter.events.AuditRecorded;
import io.flowmeter.outbox.MongoOutbox;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Where acts that matter to security are written down, before they are answered. What somebody
 * typed is never written: people type passwords into the wrong field.
 */
@Component
public class AuditLog {
  private static final Logger log = LoggerFactory.getLogger(AuditLog.class);

  private final AuditStore store;
  private final AuditSettings settings;
  private final Origins origins;
  private final EventIds ids;
  private final Clock clock;

  AuditLog(AuditStore store, AuditSettings settings, Origins origins, EventIds ids, Clock clock) {
    this.store = store;
    this.settings = settings;
    this.origins = origins;
    this.ids = ids;
    this.clock = clock;
  }

  public void succeeded(Act act, User whom) {
    write(act, Optional.of(whom), AuditEntry.SUCCEEDED, null);
  }

  public void succeeded(Act act, User whom, String detail) {
    write(act, Optional.of(whom), AuditEntry.SUCCEEDED, detail);
  }

  /**
   * @param whom empty where there is no such account
   */
  public void refused(Act act, Optional<User> whom, String why) {
    write(act, whom, AuditEntry.REFUSED, why);
  }

  public List<AuditEntry> find(AuditFilter filter) {
    return store.find(filter);
  }

  @Scheduled(fixedDelayString = "${flowmeter.audit.sweep-interval:1h}")
  void sweep() {
    try {
      long removed = store.removeOlderThan(clock.instant().minus(settings.retention()));
      if (removed > 0) log.info("removed {} old audit entries", removed);
    } catch (MongoException e) {
      log.warn("old audit entries stay until the next time: {}", e.toString());
    }
  }

  private void write(Act act, Optional<User> whom, String outcome, @Nullable String detail) {
    Origin origin = origins.current();
    var id = ids.next();
    Instant now = clock.instant();
    var entry =
        new AuditEntry(
            id.toString(),
            now,
            whom.map(user -> user.id().value()).orElse(AuditEntry.UNKNOWN),
            whom.map(User::username).orElse(null),
            act.wire(),
            outcome,
            origin.actor().map(actor -> actor.value()).orElse(null),
            origin.address().orElse(null),
            origin.userAgent().orElse(null),
            detail);
    var fact =
        AuditRecorded.newBuilder()
            .setEventId(id)
            .setOccurredAt(now.truncatedTo(ChronoUnit.MICROS))
            .setUserId(entry.userId())
            .setUsername(entry.username())
            .setAction(entry.action())
            .setOutcome(entry.outcome())
            .setActorId(entry.actorId())
            .setClientAddress(entry.clientAddress())
            .setUserAgent(entry.userAgent())
            .setDetail(entry.detail())
            .build();
    store.insert(entry, MongoOutbox.pending(OutgoingEvent.of(fact)));
  }
}
