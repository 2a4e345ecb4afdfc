package io.flowmeter.accounting.session;

import static io.flowmeter.accounting.db.Tables.PLACE_HOLD;
import static io.flowmeter.accounting.db.Tables.STREAMING_SESSIONS;
import static org.jooq.impl.DSL.noCondition;

import io.flowmeter.accounting.account.Person;
import io.flowmeter.accounting.db.tables.records.PlaceHoldRecord;
import io.flowmeter.accounting.db.tables.records.StreamingSessionsRecord;
import io.flowmeter.accounting.ledger.Credits;
import io.flowmeter.identity.Role;
import io.flowmeter.identity.UserId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

@Component
class SessionRows {
  private final DSLContext sql;

  SessionRows(DSLContext sql) {
    this.sql = sql;
  }

  /** Only of clients: a service's hold is not theirs to end. */
  Optional<StreamingSessionsRecord> ofClient(String sessionId) {
    return sql.selectFrom(STREAMING_SESSIONS)
        .where(STREAMING_SESSIONS.SESSION_ID.eq(sessionId))
        .and(STREAMING_SESSIONS.CLIENT.isTrue())
        .fetchOptional();
  }

  PlaceHoldRecord hold(
      String sessionId, Person person, Credits credits, String version, Instant now, Instant end) {
    return sql.selectFrom(
            PLACE_HOLD(
                sessionId,
                person.userId().value(),
                person.username(),
                person.email(),
                Optional.ofNullable(person.role()).orElse(Role.ENDUSER).wire(),
                null,
                credits.amount(),
                version,
                now,
                end))
        .fetchSingle();
  }

  void describe(String sessionId, SessionRequest.Opening opening, Credits estimate) {
    sql.update(STREAMING_SESSIONS)
        .set(STREAMING_SESSIONS.CLIENT, true)
        .set(STREAMING_SESSIONS.MODEL_ID, opening.modelId())
        .set(STREAMING_SESSIONS.ESTIMATED_TOKENS, opening.estimatedTokens())
        .set(STREAMING_SESSIONS.ESTIMATED_CREDITS, estimate.amount())
        .where(STREAMING_SESSIONS.SESSION_ID.eq(sessionId))
        .execute();
  }

  /** Of everybody where {@code user} is null; what is past its expiry is no longer active. */
  List<Session> active(@Nullable UserId user, Instant now, int atMost) {
    return list(of(user).and(isActive(now)), atMost);
  }

  /** What is active, or has ended since. */
  List<Session> recent(@Nullable UserId user, Instant since, Instant now, int atMost) {
    return list(of(user).and(isActive(now).or(STREAMING_SESSIONS.COMPLETED_AT.ge(since))), atMost);
  }

  private static Condition of(@Nullable UserId user) {
    return user == null ? noCondition() : STREAMING_SESSIONS.USER_ID.eq(user.value());
  }

  private static Condition isActive(Instant now) {
    return STREAMING_SESSIONS.STATUS.eq("active").and(STREAMING_SESSIONS.EXPIRES_AT.gt(now));
  }

  private List<Session> list(Condition which, int atMost) {
    return sql.selectFrom(STREAMING_SESSIONS)
        .where(which)
        .orderBy(STREAMING_SESSIONS.STARTED_AT.desc(), STREAMING_SESSIONS.ID.desc())
        .limit(atMost)
        .fetch(SessionRows::session);
  }

  private static Session session(StreamingSessionsRecord row) {
    Long estimated = row.getEstimatedCredits();
    return new Session(
        row.getId(),
        row.getSessionId(),
        row.getUserId(),
        row.getModelId(),
        estimated == null ? row.getAllocatedCredits() : estimated,
        row.getAllocatedCredits(),
        row.getUsedCredits(),
        row.getStatus(),
        row.getStartedAt(),
        row.getCompletedAt());
  }
}
