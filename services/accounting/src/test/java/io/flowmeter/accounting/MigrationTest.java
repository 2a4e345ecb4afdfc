package io.flowmeter.accounting;

import static io.flowmeter.accounting.People.somebody;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.flowmeter.events.UsageRecorded;
import io.flowmeter.identity.Role;
import io.flowmeter.identity.UserId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** The predecessor's credits and usage come once, and nobody gains or pays by it. */
class MigrationTest {
  private static final String ALLOCATIONS = "/api/admin/migration/allocations";
  private static final String USAGE = "/api/admin/migration/usage";
  private static final String REBUILD = "/api/admin/ledger/rebuild";
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Instant IN_FIFTY_YEARS =
      Instant.parse("2024-01-01T00:00:00Z").plus(Duration.ofDays(365L * 50));

  private final RunningService service = RunningService.get();
  private final People people = new People(service);

  @Test
  void what_was_left_of_an_allocation_comes_with_its_expiry_and_once_whoever_asks() {
    UserId user = people.registered();
    String rows = allocation(7, user, 40) + "," + allocation(8, user, 2);

    assertThat(statuses(move(ALLOCATIONS, true, rows))).containsExactly("created", "created");
    String another = service.token(somebody(), Role.ADMIN);
    var again = service.post(ALLOCATIONS, another, body(ALLOCATIONS, true, rows));

    assertThat(statuses(again)).containsExactly("known", "known");
    assertThat(people.balance(user)).isEqualTo(42).isEqualTo(people.booked(user));
    var balance = service.get("/api/credits/balance/" + user, people.admin()).json();
    assertThat(balance.path("activeAllocations").path(0).path("expiresAt").asString())
        .isEqualTo(IN_FIFTY_YEARS.toString());
  }

  @Test
  void an_allocation_that_came_before_with_other_credits_is_told() {
    UserId user = people.registered();
    move(ALLOCATIONS, true, allocation(7, user, 40));

    var other = move(ALLOCATIONS, true, allocation(7, user, 39));

    assertThat(statuses(other)).containsExactly("refused");
    assertThat(message(other, 0)).startsWith("was moved before, with 40 credits until ");
    assertThat(people.balance(user)).isEqualTo(40);
  }

  @Test
  void allocations_of_one_number_from_two_predecessors_are_two() {
    UserId one = people.registered();
    UserId other = people.registered();

    move(ALLOCATIONS, true, allocation(7, one, 1) + "," + allocation(7, other, 2));

    assertThat(people.balance(one)).isEqualTo(1);
    assertThat(people.balance(other)).isEqualTo(2);
  }

  @Test
  void old_usage_is_in_statistics_and_statement_and_costs_nothing_again() {
    UserId user = people.registered();
    String rows =
        used(1, user, "chat", "flow-7", 3, "2024-03-01T10:00:00Z")
            + ","
            + used(2, user, "chat", "flow-7", 4, "2024-03-02T10:00:00Z")
            + ","
            + used(3, user, "images", "draw: a cat", 5, "2024-03-02T11:00:00Z");

    assertThat(statuses(move(USAGE, true, rows))).containsOnly("created");
    assertThat(statuses(move(USAGE, true, rows))).containsOnly("known");
    move(ALLOCATIONS, true, allocation(1, user, 9));

    assertThat(people.balance(user)).isEqualTo(9).isEqualTo(people.booked(user));
    JsonNode stats =
        service
            .get(
                "/api/usage/stats/%s?startDate=2024-03-01&endDate=2024-03-02".formatted(user),
                people.admin())
            .json();
    assertThat(stats.path("totalRecords").longValue()).isEqualTo(3);
    assertThat(stats.path("totalCredits").longValue()).isEqualTo(12);
    assertThat(stats.path("byService").path("chat").longValue()).isEqualTo(7);
    assertThat(stats.path("byService").path("images").longValue()).isEqualTo(5);
    assertThat(stats.path("byDay").path("2024-03-02").longValue()).isEqualTo(9);
    var lines =
        service
            .get("/api/admin/ledger/statement/%s?format=json".formatted(user), people.admin())
            .json()
            .path("lines");
    assertThat(lines.values())
        .extracting(line -> line.path("balance").longValue())
        .containsExactly(12L, 9L, 5L, 0L, 9L);
    assertThat(lines.path(0).path("details").asString()).startsWith("used before the move");
    assertThat(lines.path(3).path("details").asString()).startsWith("direct:images:draw: a cat");
  }

  @Test
  void usage_that_comes_after_new_credits_draws_none_of_them() {
    UserId user = people.registeredWith(10);
    service.publish(People.usage(user, UUID.randomUUID(), 4, People.now()));
    people.awaitBalance(user, 6);

    move(USAGE, true, used(1, user, "chat", "flow-7", 30, "2024-03-01T10:00:00Z"));
    move(USAGE, true, used(2, user, "chat", "flow-7", 50, "2024-02-01T10:00:00Z"));

    assertThat(people.balance(user)).isEqualTo(6).isEqualTo(people.booked(user));
  }

  @Test
  void the_topics_say_the_same_as_the_ledger() {
    UserId user = people.registered();
    move(USAGE, true, used(1, user, "chat", "flow-7", 3, "2024-03-01T10:00:00Z"));
    move(ALLOCATIONS, true, allocation(1, user, 9));
    var topics = new TopicReader(service);
    await()
        .atMost(PATIENCE)
        .until(() -> topics.events("accounting.credits.v1", user.value()).size() == 2);
    await().atMost(PATIENCE).until(() -> topics.events("proxy.usage.v1", user.value()).size() == 1);

    var told = (UsageRecorded) topics.events("proxy.usage.v1", user.value()).getFirst();
    assertThat(told.getOccurredAt()).isEqualTo("2024-03-01T10:00:00Z");
    assertThat(told.getRateCardVersion()).isEqualTo("predecessor");
    service.post(REBUILD, people.admin(), "{}");
    await()
        .atMost(PATIENCE)
        .until(() -> service.get(REBUILD, people.admin()).json().path("finishedAt").isString());
    JsonNode run = service.get(REBUILD, people.admin()).json();
    assertThat(run.path("state").asString()).isEqualTo("FINISHED");
    assertThat(run.path("differences").toString()).doesNotContain(user.value());
    assertThat(people.balance(user)).isEqualTo(9);
  }

  @Test
  void nothing_is_done_that_was_not_said_to_be_applied() {
    UserId user = people.registered();

    assertThat(statuses(move(ALLOCATIONS, false, allocation(7, user, 40))))
        .containsExactly("created");
    assertThat(
            statuses(
                move(USAGE, false, used(1, user, "chat", "flow-7", 3, "2024-03-01T10:00:00Z"))))
        .containsExactly("created");

    assertThat(people.balance(user)).isZero();
    assertThat(
            service
                .get("/api/usage/stats/" + user, people.admin())
                .json()
                .path("totalRecords")
                .longValue())
        .isZero();
  }

  @Test
  void rows_of_somebody_who_is_not_here_make_up_nobody() {
    UserId ghost = somebody();
    UserId user = people.registered();

    var reply = move(ALLOCATIONS, true, allocation(7, ghost, 40) + "," + allocation(7, user, 40));

    assertThat(statuses(reply)).containsExactly("nobody", "created");
    assertThat(
            statuses(
                move(USAGE, true, used(1, ghost, "chat", "flow-7", 3, "2024-03-01T10:00:00Z"))))
        .containsExactly("nobody");
    assertThat(service.get("/api/credits/balance/" + ghost, people.admin()).status())
        .isEqualTo(404);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"credits\":0 | credits must be a whole number from 1 to 2147483647",
        "\"expiresAt\":\"soon\" | expiresAt must be a moment as 2026-01-31T12:00:00Z",
        "\"expiresAt\":\"2024-01-01T00:00:00Z\" | expiresAt is over",
        "\"expiresAt\":\"+99999-01-01T00:00:00Z\" | expiresAt must be from 2000 to 9998",
        "\"userId\":\"a b\" | userId must have only letters, digits, _ and -",
        "\"id\":null | id must be a whole number from 1 to 9223372036854775807"
      })
  void a_row_that_breaks_a_rule_is_refused_with_the_rule_and_the_next_is_done(
      String field, String rule) {
    UserId user = people.registered();
    String name = field.substring(0, field.indexOf(':'));
    String bad = allocation(7, user, 40).replaceFirst(name + ":(\"[^\"]*\"|\\d+)", field);

    var reply = move(ALLOCATIONS, true, bad + "," + allocation(8, user, 2));

    assertThat(statuses(reply)).containsExactly("refused", "created");
    assertThat(message(reply, 0)).isEqualTo(rule);
    assertThat(people.balance(user)).isEqualTo(2);
  }

  @Test
  void usage_of_the_future_is_refused() {
    UserId user = people.registered();

    var reply = move(USAGE, true, used(1, user, "chat", "flow-7", 3, "2090-03-01T10:00:00Z"));

    assertThat(statuses(reply)).containsExactly("refused");
    assertThat(message(reply, 0)).isEqualTo("timestamp lies in the future");
  }

  @Test
  void only_administrators_may_and_what_is_no_list_of_rows_is_refused() {
    String supervisor = service.token(somebody(), Role.SUPERVISOR);
    for (String path : List.of(ALLOCATIONS, USAGE)) {
      assertThat(service.post(path, supervisor, "{}").status()).isEqualTo(403);
      assertThat(service.post(path, service.serviceToken(), "{}").status()).isEqualTo(401);
      assertThat(move(path, true, "").message()).contains("must be an array of 1 to 1000 rows");
      assertThat(service.post(path, people.admin(), "{\"apply\":1}").message())
          .contains("apply must be true or false");
    }
  }

  private RunningService.Reply move(String path, boolean apply, String rows) {
    return service.post(path, people.admin(), body(path, apply, rows));
  }

  private static String body(String path, boolean apply, String rows) {
    String kind = path.substring(path.lastIndexOf('/') + 1);
    return "{\"%s\":[%s],\"apply\":%s}".formatted(kind, rows, apply);
  }

  private static String allocation(long id, UserId user, long credits) {
    return "{\"id\":%d,\"userId\":\"%s\",\"credits\":%d,\"expiresAt\":\"%s\",\"notes\":\"old\"}"
        .formatted(id, user, credits, IN_FIFTY_YEARS);
  }

  private static String used(
      long id, UserId user, String service, String operation, long credits, String at) {
    return """
        {"id":%d,"userId":"%s","service":"%s","operation":"%s","credits":%d,"timestamp":"%s"}"""
        .formatted(id, user, service, operation, credits, at);
  }

  private static List<String> statuses(RunningService.Reply reply) {
    assertThat(reply.status()).as(reply.body()).isEqualTo(200);
    return reply.json().path("results").values().stream()
        .map(result -> result.path("status").asString())
        .toList();
  }

  private static String message(RunningService.Reply reply, int row) {
    return reply.json().path("results").path(row).path("message").asString();
  }
}
