package io.flowmeter.accounting;

import static io.flowmeter.accounting.People.usage;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.flowmeter.embedded.TestInfrastructure;
import io.flowmeter.identity.UserId;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import org.flywaydb.core.Flyway;
import org.jooq.DSLContext;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.Test;

class MonthsTest {
  private static final String USAGES =
      """
      insert into usage_records (event_id, completion_id, user_id, occurred_at, service, operation, credits, chatflow_id,
             session_id, outcome, input_tokens, output_tokens, tokens_estimated, rate_card_version, started_at,
             duration_millis, recorded_at)
      select gen_random_uuid(), gen_random_uuid(), 'u', now() - n * interval '20 days', 'chat', 'f', 1, 'f', 's',
             'SUCCEEDED', 1, 1, false, 'v', now(), 1, now() from generate_series(-2, 2, 2) n order by n
      """;
  private static final String ENTRIES =
      """
      insert into ledger_entries (booking_id, kind, user_id, account, amount, occurred_at, booked_at)
      select '01a21754-4b70-7f0c-aab1-4e5b56a37a75', 'usage', 'u', account, amount, now(), now()
        from (values ('spent', 1), ('debt', -1)) entry (account, amount)
      """;

  private final RunningService service = RunningService.get();
  private final People people = new People(service);
  private final DSLContext sql = service.sql();

  @Test
  void each_month_to_come_has_a_table_of_usages_and_one_of_entries() {
    YearMonth last = YearMonth.now(ZoneOffset.UTC).plusMonths(3);

    assertThat(texts(sql, "select inhrelid::regclass::text from pg_inherits"))
        .contains(name("usage_records", last), name("ledger_entries", last));
  }

  @Test
  void a_months_table_that_is_not_there_is_made() {
    String last = name("usage_records", YearMonth.now(ZoneOffset.UTC).plusMonths(3));

    sql.execute("drop table " + last);

    await()
        .until(
            () -> texts(sql, "select coalesce(to_regclass('%s')::text, '')".formatted(last)),
            List.of(last)::equals);
  }

  @Test
  void a_month_of_which_there_are_rows_already_is_told_as_missing() {
    var database = TestInfrastructure.postgres().newDatabase();
    Flyway.configure()
        .dataSource(database.url(), database.user(), database.password())
        .load()
        .migrate();
    DSLContext fresh = DSL.using(database.url(), database.user(), database.password());
    fresh.execute(ENTRIES.replace("now(), now()", "now(), now() + interval '5 months'"));

    assertThat(texts(fresh, "select keep_months(3)")).containsExactly("0");
    assertThat(texts(fresh, "select keep_months(6)")).containsExactly("1");
  }

  @Test
  void a_usage_lies_in_the_table_of_the_month_in_which_it_occurred() {
    UserId user = people.registeredWith(10);
    LocalDate today = LocalDate.now(ZoneOffset.UTC);
    service.publish(
        usage(user, UUID.randomUUID(), 1, People.now()),
        usage(
            user,
            UUID.randomUUID(),
            2,
            today.minusYears(3).atStartOfDay().toInstant(ZoneOffset.UTC)));
    people.awaitBalance(user, 7);

    assertThat(
            sql.resultQuery(
                    "select tableoid::regclass::text || ' ' || credits from usage_records where user_id = {0}",
                    DSL.val(user.value()))
                .fetchInto(String.class))
        .containsExactlyInAnyOrder(
            name("usage_records", YearMonth.from(today)) + " 1", "usage_records_past 2");
  }

  @Test
  void what_was_booked_before_there_were_months_stays_and_numbers_go_on() {
    var database = TestInfrastructure.postgres().newDatabase();
    var migrations =
        Flyway.configure().dataSource(database.url(), database.user(), database.password());
    migrations.target("24").load().migrate();
    DSLContext old = DSL.using(database.url(), database.user(), database.password());
    old.execute(
        "insert into user_accounts (user_id, created_at, updated_at) values ('u', now(), now())");
    old.execute(USAGES);
    old.execute(
        "insert into inbox select event_id, sha256('x'), 'proxy.usage.v1', now() from usage_records");
    old.execute(ENTRIES);

    migrations.target("latest").load().migrate();
    old.execute(ENTRIES);
    old.execute(USAGES);

    assertThat(texts(old, "select occurred_at > now() from usage_records order by id"))
        .containsExactly("true", "false", "false", "true", "false", "false");
    assertThat(texts(old, "select id from ledger_entries order by id"))
        .containsExactly("1", "2", "3", "4");
    assertThat(
            texts(
                old,
                "select count(*) from inbox join usage_records using (event_id, completion_id)"))
        .containsExactly("3");
  }

  private static List<String> texts(DSLContext sql, String query) {
    return sql.resultQuery(query).fetchInto(String.class);
  }

  private static String name(String whole, YearMonth month) {
    return "%s_%d_%02d".formatted(whole, month.getYear(), month.getMonthValue());
  }
}
