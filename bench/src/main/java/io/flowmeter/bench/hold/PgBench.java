package io.flowmeter.bench.hold;

import io.flowmeter.bench.platform.Database;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The same bookings by hand: plain statements, a transaction for a hold and one for its capture,
 * sent by PostgreSQL's own benchmark, into copies of the ledger's tables with all their indexes and
 * constraints.
 */
final class PgBench {
  private static final Pattern RATE = Pattern.compile("tps = ([0-9.]+)");

  private final Database database;
  private final String program;

  PgBench(Database database) {
    this.database = database;
    this.program =
        find()
            .orElseThrow(
                () ->
                    new IllegalStateException(
                        "pgbench is not installed; it comes with PostgreSQL's server (Debian: apt install postgresql)"));
  }

  /** Fills the copies with the people as they are now. */
  void prepare() {
    database.execute(
        "drop schema if exists bench cascade",
        "create schema bench",
        "create table bench.user_accounts (like user_accounts including all)",
        "create table bench.credit_allocations (like credit_allocations including all)",
        "create table bench.streaming_sessions (like streaming_sessions including all)",
        "create table bench.usage_records (like usage_records including all)",
        "create table bench.ledger_entries (like ledger_entries including all)",
        "create table bench.inbox (like inbox including all)",
        // 'like' copies no foreign keys.
        "alter table bench.streaming_sessions add foreign key (user_id) references bench.user_accounts",
        fill("user_accounts"),
        fill("credit_allocations"),
        "analyze");
  }

  /** Generated columns make themselves. */
  private String fill(String table) {
    String columns =
        database.text(
            """
            select string_agg(column_name, ',') from information_schema.columns
            where table_schema = 'public' and table_name = '%s' and is_generated = 'NEVER'"""
                .formatted(table));
    return """
        insert into bench.%1$s (%2$s) overriding system value
        select %2$s from public.%1$s where user_id like 'be0c%%'"""
        .formatted(table, columns);
  }

  /** Transactions per second over that many people. */
  double run(int people, boolean captured, int clients, double seconds)
      throws IOException, InterruptedException {
    Path script = Files.createTempFile("bench", ".sql");
    try {
      Files.writeString(script, hold(people) + (captured ? CAPTURE : ""));
      List<String> command = new ArrayList<>(List.of(program));
      command.addAll(List.of("-n", "-M", "prepared", "-f", script.toString()));
      command.addAll(List.of("-c", Integer.toString(clients), "-j", "2"));
      command.addAll(List.of("-T", Long.toString(Math.max(1, Math.round(seconds)))));
      command.addAll(List.of("-h", "127.0.0.1", "-p", Integer.toString(database.port())));
      command.addAll(List.of("-U", Database.USER, Database.NAME));
      ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
      builder.environment().put("PGPASSWORD", database.password());
      Process process = builder.start();
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      Matcher rate = RATE.matcher(said);
      if (process.waitFor() != 0 || !rate.find()) {
        throw new IllegalStateException("pgbench failed:\n" + said);
      }
      return Double.parseDouble(rate.group(1));
    } finally {
      Files.delete(script);
    }
  }

  private static final String CAPTURE =
      """
      begin;
      select held_credits from bench.user_accounts where user_id = :person for no key update;
      insert into bench.inbox (event_id, content_hash, topic, received_at, completion_id)
        values (gen_random_uuid(), sha256(:completion::bytea), 'bench', now(), :completion::uuid) on conflict do nothing;
      update bench.streaming_sessions set status = 'completed', used_credits = 1, completed_at = now()
        where session_id = :completion and status = 'active';
      update bench.credit_allocations set remaining_credits = remaining_credits - 1
        where id = (select id from bench.credit_allocations
          where user_id = :person and open and (expires_at is null or expires_at > now())
          order by priority, expires_at nulls last, id limit 1)
        returning allocation_id as allocation \\gset
      insert into bench.usage_records
        (event_id, completion_id, user_id, occurred_at, service, operation, credits, chatflow_id, session_id, outcome,
         input_tokens, output_tokens, tokens_estimated, rate_card_version, started_at, duration_millis, recorded_at)
        values (:completion::uuid, :completion::uuid, :person, now(), 'chat', 'completion', 1,
          'd3300000-0000-4000-8000-000000000001', :completion, 'SUCCEEDED', 12, 20, true, 'flat-1', now(), 500, now());
      insert into bench.ledger_entries (booking_id, kind, user_id, account, allocation_id, amount, occurred_at, booked_at)
        values (:completion::uuid, 'usage', :person, 'credit', :allocation::uuid, -1, now(), now()),
               (:completion::uuid, 'usage', :person, 'spent', null, 1, now(), now());
      update bench.user_accounts set held_credits = held_credits - 1, spent_credits = spent_credits + 1, updated_at = now()
        where user_id = :person;
      commit;
      """;

  private static String hold(int people) {
    return """
      \\set n random(0, %d)
      begin;
      select user_id as person, held_credits, debt_credits, active from bench.user_accounts
        where user_id = 'be0c' || lpad((:n)::text, 20, '0') for no key update \\gset
      select coalesce(sum(remaining_credits), 0) from bench.credit_allocations
        where user_id = :person and open and (expires_at is null or expires_at > now());
      insert into bench.streaming_sessions
        (session_id, user_id, chatflow_id, allocated_credits, status, rate_card_version, started_at, expires_at)
        values (gen_random_uuid()::text, :person,
          'd3300000-0000-4000-8000-000000000001', 1, 'active', 'flat-1', now(), now() + interval '15 minutes')
        returning session_id as completion \\gset
      update bench.user_accounts set held_credits = held_credits + 1, updated_at = now() where user_id = :person;
      commit;
      """
        .formatted(people - 1);
  }

  private static Optional<String> find() {
    List<Path> places = new ArrayList<>();
    for (String directory : System.getenv().getOrDefault("PATH", "").split(":", -1)) {
      places.add(Path.of(directory, "pgbench"));
    }
    Path debian = Path.of("/usr/lib/postgresql");
    if (Files.isDirectory(debian)) {
      try (Stream<Path> versions = Files.list(debian)) {
        versions.map(version -> version.resolve("bin/pgbench")).forEach(places::add);
      } catch (IOException e) {
        return Optional.empty();
      }
    }
    return places.stream().filter(Files::isExecutable).map(Path::toString).findFirst();
  }
}
