package io.flowmeter.accounting.replay;

import static io.flowmeter.accounting.db.Tables.LEDGER_REBUILDS;
import static io.flowmeter.accounting.db.Tables.LEDGER_REBUILD_DIFFERENCES;

import io.flowmeter.accounting.db.tables.records.LedgerRebuildsRecord;
import io.flowmeter.accounting.sql.Rows;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Rebuilds as rows, so that every instance can tell of them. */
@Component
class Runs {
  private static final int SHOWN_DIFFERENCES = 1_000;

  private final DSLContext sql;
  private final Clock clock;

  Runs(DSLContext sql, Clock clock) {
    this.sql = sql;
    this.clock = clock;
  }

  Optional<Run> last() {
    return sql.selectFrom(LEDGER_REBUILDS)
        .orderBy(LEDGER_REBUILDS.ID.desc())
        .limit(1)
        .fetchOptional(row -> run(row, differences(row.getId())));
  }

  long insert(boolean apply, @Nullable Instant until, String by) {
    Instant now = clock.instant();
    var row = sql.newRecord(LEDGER_REBUILDS);
    row.setState(name(Run.State.READING));
    row.setApply(apply);
    row.setUntil(until);
    row.setStartedBy(by);
    row.setStartedAt(now);
    row.setUpdatedAt(now);
    row.insert();
    return row.getId();
  }

  /** Takes up again what was interrupted, or was left by an instance that is gone. */
  void resume(long id) {
    sql.deleteFrom(LEDGER_REBUILD_DIFFERENCES)
        .where(LEDGER_REBUILD_DIFFERENCES.REBUILD_ID.eq(id))
        .execute();
    sql.update(LEDGER_REBUILDS)
        .set(LEDGER_REBUILDS.STATE, name(Run.State.READING))
        .set(LEDGER_REBUILDS.INTERRUPTING, false)
        .set(LEDGER_REBUILDS.PEOPLE, 0L)
        .set(LEDGER_REBUILDS.DIFFERING, 0L)
        .setNull(LEDGER_REBUILDS.FINISHED_AT)
        .setNull(LEDGER_REBUILDS.MESSAGE)
        .set(LEDGER_REBUILDS.UPDATED_AT, clock.instant())
        .where(LEDGER_REBUILDS.ID.eq(id))
        .execute();
  }

  void enter(long id, Run.State state) {
    sql.update(LEDGER_REBUILDS)
        .set(LEDGER_REBUILDS.STATE, name(state))
        .set(LEDGER_REBUILDS.UPDATED_AT, clock.instant())
        .where(LEDGER_REBUILDS.ID.eq(id))
        .execute();
  }

  void progress(long id, long read, long total, long people) {
    sql.update(LEDGER_REBUILDS)
        .set(LEDGER_REBUILDS.EVENTS_READ, read)
        .set(LEDGER_REBUILDS.EVENTS_TOTAL, total)
        .set(LEDGER_REBUILDS.PEOPLE, people)
        .set(LEDGER_REBUILDS.UPDATED_AT, clock.instant())
        .where(LEDGER_REBUILDS.ID.eq(id))
        .execute();
  }

  void end(long id, Run.State state, @Nullable String message) {
    Instant now = clock.instant();
    sql.update(LEDGER_REBUILDS)
        .set(LEDGER_REBUILDS.STATE, name(state))
        .set(LEDGER_REBUILDS.MESSAGE, message)
        .set(LEDGER_REBUILDS.UPDATED_AT, now)
        .set(LEDGER_REBUILDS.FINISHED_AT, now)
        .where(LEDGER_REBUILDS.ID.eq(id))
        .execute();
  }

  boolean requestInterrupt(long id) {
    return sql.update(LEDGER_REBUILDS)
            .set(LEDGER_REBUILDS.INTERRUPTING, true)
            .where(LEDGER_REBUILDS.ID.eq(id))
            .and(LEDGER_REBUILDS.FINISHED_AT.isNull())
            .execute()
        > 0;
  }

  boolean isInterrupting(long id) {
    return Boolean.TRUE.equals(
        sql.fetchValue(LEDGER_REBUILDS.INTERRUPTING, LEDGER_REBUILDS.ID.eq(id)));
  }

  void found(long id, List<Run.Difference> differences) {
    Rows.of(differences)
        .with(LEDGER_REBUILD_DIFFERENCES.REBUILD_ID, _ -> id)
        .with(LEDGER_REBUILD_DIFFERENCES.USER_ID, Run.Difference::userId)
        .with(LEDGER_REBUILD_DIFFERENCES.LIVE, Run.Difference::live)
        .with(LEDGER_REBUILD_DIFFERENCES.REBUILT, Run.Difference::rebuilt)
        .with(LEDGER_REBUILD_DIFFERENCES.MISSING, Run.Difference::missing)
        .with(LEDGER_REBUILD_DIFFERENCES.UNKNOWN, Run.Difference::unknown)
        .insertInto(sql, LEDGER_REBUILD_DIFFERENCES);
    sql.update(LEDGER_REBUILDS)
        .set(LEDGER_REBUILDS.DIFFERING, LEDGER_REBUILDS.DIFFERING.plus((long) differences.size()))
        .where(LEDGER_REBUILDS.ID.eq(id))
        .execute();
  }

  private List<Run.Difference> differences(long id) {
    return sql.selectFrom(LEDGER_REBUILD_DIFFERENCES)
        .where(LEDGER_REBUILD_DIFFERENCES.REBUILD_ID.eq(id))
        .orderBy(LEDGER_REBUILD_DIFFERENCES.USER_ID)
        .limit(SHOWN_DIFFERENCES)
        .fetch(
            row ->
                new Run.Difference(
                    row.getUserId(),
                    row.getLive(),
                    row.getRebuilt(),
                    row.getMissing(),
                    row.getUnknown()));
  }

  private static Run run(LedgerRebuildsRecord row, List<Run.Difference> differences) {
    return new Run(
        row.getId(),
        Run.State.valueOf(row.getState().toUpperCase(Locale.ROOT)),
        row.getApply(),
        row.getUntil(),
        row.getStartedBy(),
        row.getStartedAt(),
        row.getUpdatedAt(),
        row.getFinishedAt(),
        row.getEventsRead(),
        row.getEventsTotal(),
        row.getPeople(),
        row.getDiffering(),
        row.getMessage(),
        differences);
  }

  private static String name(Run.State state) {
    return state.name().toLowerCase(Locale.ROOT);
  }
}
