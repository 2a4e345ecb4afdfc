package io.flowmeter.accounting;

import static io.flowmeter.accounting.People.now;
import static io.flowmeter.accounting.People.usage;
import static io.flowmeter.accounting.db.Tables.CREDIT_ALLOCATIONS;
import static io.flowmeter.accounting.db.Tables.INBOX;
import static io.flowmeter.accounting.db.Tables.USAGE_RECORDS;
import static io.flowmeter.accounting.db.Tables.USER_ACCOUNTS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.flowmeter.embedded.TestInfrastructure;
import io.flowmeter.events.UsageRecorded;
import io.flowmeter.identity.Role;
import io.flowmeter.identity.UserId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class RebuildTest {
  private static final String REBUILD = "/api/admin/ledger/rebuild";
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final RunningService service = RunningService.get();
  private final People people = new People(service);
  private final DSLContext sql = service.sql();

  @Test
  void a_ledger_that_is_the_fold_of_its_topics_shows_no_difference() {
    UserId user = lived();

    JsonNode run = rebuilt(service, "{}");

    assertThat(run.path("state").asString()).isEqualTo("FINISHED");
    assertThat(run.path("eventsRead").longValue()).isPositive();
    assertThat(difference(run, user)).isNull();
  }

  @Test
  void a_spoilt_ledger_is_shown_by_a_dry_run_and_mended_by_the_next_while_people_go_on() {
    UserId user = lived();
    long right = people.balance(user);
    spoil(user);
    long wrong = people.balance(user);

    JsonNode dry = difference(rebuilt(service, "{}"), user);
    assertThat(dry).isNotNull();
    assertThat(dry.path("live").longValue()).isEqualTo(wrong);
    assertThat(dry.path("rebuilt").longValue()).isEqualTo(right);
    assertThat(dry.path("missing").intValue()).isEqualTo(1);
    assertThat(people.balance(user)).as("a dry run changes nothing").isEqualTo(wrong);

    start(service, "{\"apply\":true}");
    int meanwhile = 20;
    for (int i = 0; i < meanwhile; i++) service.publish(usage(user, UUID.randomUUID(), 1, now()));
    awaitEnd(service);

    people.awaitBalance(user, right - meanwhile);
    assertThat(people.booked(user)).isEqualTo(right - meanwhile);
    assertThat(difference(rebuilt(service, "{}"), user)).isNull();
  }

  @Test
  void an_empty_database_gets_everything_back() {
    UserId user = lived();
    long balance = people.balance(user);
    var empty = TestInfrastructure.postgres().newDatabase();
    try (RunningService restored =
        service.another(
            Map.of(
                "spring.datasource.url", empty.url(),
                "spring.datasource.username", empty.user(),
                "spring.datasource.password", empty.password(),
                "flowmeter.kafka.group-id", "restored"))) {

      JsonNode run = rebuilt(restored, "{\"apply\":true}");

      assertThat(run.path("state").asString()).as(run.toString()).isEqualTo("FINISHED");
      new People(restored).awaitBalance(user, balance);
      assertThat(new People(restored).booked(user)).isEqualTo(balance);
    }
  }

  @Test
  void the_past_can_be_asked_for() {
    UserId user = people.registeredWith(100);
    Instant then = now();
    service.publish(usage(user, UUID.randomUUID(), 30, now()));
    people.awaitBalance(user, 70);

    JsonNode run = rebuilt(service, "{\"until\":\"%s\"}".formatted(then));

    assertThat(run.path("state").asString()).isEqualTo("FINISHED");
    assertThat(service.get(REBUILD + "/balances", people.admin()).body())
        .contains(user + ",100,0,0");
  }

  @Test
  void an_interrupted_one_goes_on_where_it_stopped() {
    lived();
    JsonNode first = start(service, "{\"apply\":false}");
    service.delete(REBUILD, people.admin());
    JsonNode stopped = awaitEnd(service);

    JsonNode second = rebuilt(service, "{\"apply\":false}");

    assertThat(second.path("state").asString()).isEqualTo("FINISHED");
    if (stopped.path("state").asString().equals("INTERRUPTED")) {
      assertThat(second.path("id").longValue()).isEqualTo(first.path("id").longValue());
    }
  }

  @Test
  void only_an_administrator_may_and_a_request_that_breaks_a_rule_is_told_so() {
    String supervisor = service.token(people.registered(), Role.SUPERVISOR);

    assertThat(service.post(REBUILD, null, "{}").status()).isEqualTo(401);
    assertThat(service.post(REBUILD, supervisor, "{}").status()).isEqualTo(403);
    assertThat(service.get(REBUILD, supervisor).status()).isEqualTo(403);
    assertThat(service.post(REBUILD, people.admin(), "{\"until\":\"yesterday\"}").message())
        .contains("until must be a time");
    assertThat(service.post(REBUILD, people.admin(), "{\"apply\":1}").message())
        .contains("apply must be true or false");
    assertThat(
            service
                .post(
                    REBUILD, people.admin(), "{\"apply\":true,\"until\":\"2026-01-01T00:00:00Z\"}")
                .status())
        .isEqualTo(400);
  }

  @Test
  void the_stored_ledger_can_be_verified_and_a_spoilt_one_is_told() {
    UserId user = lived();
    String before = service.get("/api/admin/ledger/verify", people.admin()).body();
    assertThat(before).doesNotContain(user.value()).contains("\"verified\":");

    spoil(user);

    String after = service.get("/api/admin/ledger/verify", people.admin()).body();
    assertThat(after)
        .contains(user.value())
        .contains("\"verified\":false")
        .contains("usages of " + user + " on ");
    rebuilt(service, "{\"apply\":true}");
    assertThat(service.get("/api/admin/ledger/verify", people.admin()).body())
        .doesNotContain(user.value());
    assertThat(
            service
                .get("/api/usage/stats", service.token(user, Role.ENDUSER))
                .json()
                .path("totalCredits")
                .longValue())
        .as("a usage that is booked again is not counted again")
        .isEqualTo(12);
  }

  @Test
  void a_statement_tells_what_happened_and_the_running_balance() {
    UserId user = lived();

    var own = service.get("/api/credits/statement", service.token(user, Role.ENDUSER));

    List<Long> balances = new ArrayList<>();
    own.json().path("lines").forEach(line -> balances.add(line.path("balance").longValue()));
    assertThat(balances).containsExactly(100L, 97L, 93L, 88L);
    assertThat(own.json().path("balance").longValue()).isEqualTo(88);
    assertThat(own.json().path("lines").get(1).path("details").asString()).startsWith("flow-1");
    String of = "/api/admin/ledger/statement/" + user;
    assertThat(service.get(of + "?format=csv", people.admin()).body().lines()).hasSize(5);
    assertThat(service.get(of + "?format=text", people.admin()).body())
        .contains("Balance: 88 credits");
    assertThat(service.get(of + "?format=pdf", people.admin()).status()).isEqualTo(400);
    assertThat(service.get(of, service.token(user, Role.ENDUSER)).status()).isEqualTo(403);
  }

  private UserId lived() {
    UserId user = people.registeredWith(100);
    for (int credits = 3; credits <= 5; credits++) {
      UsageRecorded usage = usage(user, UUID.randomUUID(), credits, now());
      service.publish(usage);
    }
    people.awaitBalance(user, 88);
    // Published, so that the topics say it.
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                !new TopicReader(service).events("accounting.credits.v1", user.value()).isEmpty());
    return user;
  }

  /** Loses a usage, and miscounts what is left. */
  private void spoil(UserId user) {
    UUID lost =
        sql.select(USAGE_RECORDS.EVENT_ID)
            .from(USAGE_RECORDS)
            .where(USAGE_RECORDS.USER_ID.eq(user.value()))
            .limit(1)
            .fetchSingle(USAGE_RECORDS.EVENT_ID);
    sql.deleteFrom(USAGE_RECORDS).where(USAGE_RECORDS.EVENT_ID.eq(lost)).execute();
    sql.deleteFrom(INBOX).where(INBOX.EVENT_ID.eq(lost)).execute();
    sql.update(CREDIT_ALLOCATIONS)
        .set(CREDIT_ALLOCATIONS.REMAINING_CREDITS, 40L)
        .where(CREDIT_ALLOCATIONS.USER_ID.eq(user.value()))
        .execute();
    sql.update(USER_ACCOUNTS)
        .set(USER_ACCOUNTS.SPENT_CREDITS, 60L)
        .where(USER_ACCOUNTS.USER_ID.eq(user.value()))
        .execute();
  }

  private JsonNode rebuilt(RunningService on, String body) {
    start(on, body);
    return awaitEnd(on);
  }

  private JsonNode start(RunningService on, String body) {
    var reply = on.post(REBUILD, people.admin(), body);
    assertThat(reply.status()).as(reply.body()).isEqualTo(202);
    return reply.json();
  }

  private JsonNode awaitEnd(RunningService on) {
    await()
        .atMost(PATIENCE)
        .until(() -> on.get(REBUILD, people.admin()).json().path("finishedAt").isString());
    return on.get(REBUILD, people.admin()).json();
  }

  private static @Nullable JsonNode difference(JsonNode run, UserId user) {
    for (JsonNode each : run.path("differences")) {
      if (each.path("userId").asString().equals(user.value())) return each;
    }
    return null;
  }
}
