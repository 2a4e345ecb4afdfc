package io.flowmeter.accounting.hold;

import static io.flowmeter.accounting.db.Tables.STREAMING_SESSIONS;
import static io.flowmeter.accounting.db.Tables.USER_ACCOUNTS;
import static org.jooq.impl.DSL.any;
import static org.jooq.impl.DSL.select;

import io.flowmeter.accounting.db.tables.records.StreamingSessionsRecord;
import io.flowmeter.accounting.ledger.Credits;
import io.flowmeter.accounting.ledger.Hold;
import io.flowmeter.accounting.sql.Rows;
import io.flowmeter.identity.UserId;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Holds as rows. */
@Component
class HoldRows {
  private static final String ACTIVE = "active";

  private final DSLContext sql;

  HoldRows(DSLContext sql) {
    this.sql = sql;
  }

  record Stored(long id, String completionId, UserId userId, Hold hold) {}

  /**
   * @param used null where no usage ended it
   */
  record Ended(long id, Hold hold, @Nullable Credits used, Instant at) {}

  List<Stored> byCompletion(Collection<String> completionIds) {
    return sql.selectFrom(STREAMING_SESSIONS)
        .where(STREAMING_SESSIONS.SESSION_ID.eq(any(completionIds.toArray(String[]::new))))
        .fetch(HoldRows::stored);
  }

  List<Stored> due(Collection<UserId> users, Instant now) {
    String[] ids = users.stream().map(UserId::value).toArray(String[]::new);
    return sql.selectFrom(STREAMING_SESSIONS)
        .where(STREAMING_SESSIONS.USER_ID.eq(any(ids)))
        .and(STREAMING_SESSIONS.STATUS.eq(ACTIVE))
        .and(STREAMING_SESSIONS.EXPIRES_AT.le(now))
        .fetch(HoldRows::stored);
  }

  /** Locks people with holds that are due, except those whom somebody else has locked. */
  List<UserId> lockUsersWithDue(Instant now, int holds) {
    return sql.select(USER_ACCOUNTS.USER_ID)
        .from(USER_ACCOUNTS)
        .where(
            USER_ACCOUNTS.USER_ID.in(
                select(STREAMING_SESSIONS.USER_ID)
                    .from(STREAMING_SESSIONS)
                    .where(STREAMING_SESSIONS.STATUS.eq(ACTIVE))
                    .and(STREAMING_SESSIONS.EXPIRES_AT.le(now))
                    .limit(holds)))
        .orderBy(USER_ACCOUNTS.USER_ID)
        .forNoKeyUpdate()
        .skipLocked()
        .fetch(row -> new UserId(row.value1()));
  }

  void end(Collection<Ended> ended) {
    Rows.of(ended)
        .with(STREAMING_SESSIONS.ID, Ended::id)
        .with(STREAMING_SESSIONS.STATUS, end -> lowerCase(end.hold().status()))
        .with(STREAMING_SESSIONS.USED_CREDITS, end -> amount(end.used()))
        .with(STREAMING_SESSIONS.COMPLETED_AT, Ended::at)
        .update(sql, STREAMING_SESSIONS, STREAMING_SESSIONS.ID, Map.of());
  }

  private static Stored stored(StreamingSessionsRecord row) {
    Hold hold =
        new Hold(
            Credits.of(row.getAllocatedCredits()),
            row.getExpiresAt(),
            Hold.Status.valueOf(row.getStatus().toUpperCase(Locale.ROOT)));
    return new Stored(row.getId(), row.getSessionId(), new UserId(row.getUserId()), hold);
  }

  private static @Nullable Long amount(@Nullable Credits credits) {
    return credits == null ? null : credits.amount();
  }

  private static String lowerCase(Hold.Status status) {
    return status.name().toLowerCase(Locale.ROOT);
  }
}
