package io.flowmeter.bench.growth;

import io.flowmeter.bench.fact.People;
import io.flowmeter.bench.platform.Database;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * People, and usages of theirs in years gone by, written by SQL as the consumer would have left
 * them. No topic tells of them; closing takes them out again.
 */
final class Ballast implements AutoCloseable {
  private static final String PREFIX = People.id(0).substring(0, 4);

  private static final List<String> SETTINGS =
      List.of("set synchronous_commit = off", "set maintenance_work_mem = '1GB'");

  // Each by a connection of its own: filled, then indexed; unlogged, as nobody needs them after a
  // crash.
  private static final List<List<String>> FILL =
      List.of(
          List.of(
              "create unlogged table bench.usage_records (like usage_records including constraints)",
              """
            insert into bench.usage_records
            select row_number() over (), event_id, completion_id, user_id, at, 'chat', 'flow', 1, 'flow', 'session',
                   null, 'SUCCEEDED', 12, 20, true, 'flat-1', at, 500, at from bench.usages
            """,
              "alter table bench.usage_records add primary key (occurred_at, id)",
              "create index on bench.usage_records (user_id, occurred_at) include (credits, event_id)",
              "create index on bench.usage_records (completion_id)"),
          List.of(
              "create unlogged table bench.ledger_entries (like ledger_entries including constraints)",
              """
            insert into bench.ledger_entries
            select row_number() over (), event_id, 'usage', user_id, account, allocation_id, amount, at, at
              from bench.usages cross join (values ('credit', gen_random_uuid(), -1), ('spent', null, 1))
                   entry (account, allocation_id, amount)
            """,
              "alter table bench.ledger_entries add primary key (id, booked_at)",
              "create index on bench.ledger_entries (user_id, id)"),
          List.of(
              "insert into inbox (event_id, content_hash, topic, received_at, completion_id)"
                  + " select event_id, sha256(uuid_send(event_id)), 'bench', at, completion_id from bench.usages"));

  private final Database database;

  private Ballast(Database database) {
    this.database = database;
  }

  /**
   * @param people of all numbers below that
   * @param entries two of each usage
   */
  static Ballast of(Database database, int people, long entries) {
    Ballast ballast = new Ballast(database);
    ballast.close();
    database.execute(
        // Else each gigabyte of log is followed by a checkpoint, after which whole pages are
        // logged.
        "alter system set max_wal_size = '8GB'",
        "select pg_reload_conf()",
        """
        insert into user_accounts (user_id, username, email, role, email_verified, created_at, updated_at)
        select %1$s, 'bench' || n, 'bench' || n || '@example.com', 'enduser', true, now(), now()
          from generate_series(%2$d, %3$d) n on conflict do nothing
        """
            .formatted(id("n"), 0, people - 1),
        """
        insert into credit_allocations (allocation_id, event_id, user_id, total_credits, remaining_credits, priority,
               allocated_by, allocated_at, notes)
        select uuidv7(), uuidv7(), user_id, 1000000000, 1000000000, 100, 'bench', now() - interval '1 hour', 'bench'
          from user_accounts u where user_id like '%s%%'
           and not exists (select from credit_allocations a where a.user_id = u.user_id)
        """
            .formatted(PREFIX),
        // Of a year long ago, in order of time, each by somebody at random.
        """
        create unlogged table bench.usages as
        select uuidv7(at - now()) as event_id, uuidv7(at - now()) as completion_id, at, %1$s as user_id
          from (select timestamptz '2019-01-01' + id * interval '1 year' / %2$d as at,
                       floor(random() * %3$d)::int as n
                  from generate_series(0, %2$d - 1) id) usage
        """
            .formatted(id("n"), entries / 2, people));
    fill(database);
    database.execute("drop table bench.usages", "vacuum analyze");
    ballast.attach("usage_records");
    ballast.attach("ledger_entries");
    return ballast;
  }

  private static void fill(Database database) {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> filling = new ArrayList<>();
      for (List<String> table : FILL) {
        List<String> statements = new ArrayList<>(SETTINGS);
        statements.addAll(table);
        filling.add(threads.submit(() -> database.execute(statements.toArray(String[]::new))));
      }
      for (Future<?> each : filling) each.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    }
  }

  private static String id(String number) {
    return "'%s' || lpad(%s::text, 20, '0')".formatted(PREFIX, number);
  }

  /** Below the table that takes what is older than any month's. */
  private void attach(String whole) {
    database.execute(
        "alter table %1$s detach partition %1$s_past".formatted(whole),
        "alter table %1$s attach partition bench.%1$s for values from (minvalue) to ('2020-01-01')"
            .formatted(whole),
        "alter table %1$s attach partition %1$s_past for values from ('2020-01-01') to ('%2$s')"
            .formatted(whole, firstMonth(whole)));
  }

  private String firstMonth(String whole) {
    return database
        .text(
            "select min(substring(relname from '\\d{4}_\\d{2}$')) from pg_inherits join pg_class on oid = inhrelid"
                + " where inhparent = '%s'::regclass".formatted(whole))
        .replace('_', '-')
        .concat("-01 00:00:00+00");
  }

  @Override
  public void close() {
    database.execute("create schema if not exists bench", "drop table if exists bench.usages");
    for (String whole : new String[] {"usage_records", "ledger_entries"}) {
      String there =
          database.text("select coalesce(to_regclass('bench.%s')::text, '')".formatted(whole));
      if (there.isEmpty()) continue;
      database.execute(
          "drop table bench.%1$s".formatted(whole),
          "alter table %1$s detach partition %1$s_past".formatted(whole),
          "alter table %1$s attach partition %1$s_past for values from (minvalue) to ('%2$s')"
              .formatted(whole, firstMonth(whole)));
    }
    database.execute(
        "delete from inbox where topic = 'bench'",
        "alter system reset max_wal_size",
        "select pg_reload_conf()");
  }
}
