package io.flowmeter.accounting;

import static io.flowmeter.accounting.People.now;
import static io.flowmeter.accounting.People.somebody;
import static io.flowmeter.accounting.People.usage;
import static org.assertj.core.api.Assertions.assertThat;

import io.flowmeter.events.UsageRecorded;
import io.flowmeter.identity.Role;
import io.flowmeter.identity.UserId;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StatisticsTest {
  private static final Instant MARCH_1 = Instant.parse("2026-03-01T23:59:59Z");
  private static final Instant MARCH_2 = Instant.parse("2026-03-02T00:00:00Z");

  private final RunningService service = RunningService.get();
  private final People people = new People(service);

  @Test
  void usages_are_summed_by_service_day_and_model() {
    UserId user = people.registeredWith(100);
    service.publish(
        usage(user, UUID.randomUUID(), 2, MARCH_1), usage(user, UUID.randomUUID(), 3, MARCH_2));
    people.awaitBalance(user, 95);
    service.post("/api/credits/deduct", service.token(user, Role.ENDUSER), "{\"credits\":4}");

    var stats = stats(user, "");

    assertThat(stats.path("totalRecords").intValue()).isEqualTo(3);
    assertThat(stats.path("totalCredits").intValue()).isEqualTo(9);
    assertThat(stats.path("byService").toString()).isEqualTo("{\"chat\":5,\"deduction\":4}");
    assertThat(stats.path("byModel").toString()).isEqualTo("{\"gpt-4o-mini\":5}");
    assertThat(stats.path("byDay").path("2026-03-01").intValue()).isEqualTo(2);
    assertThat(stats.path("byDay").path("2026-03-02").intValue()).isEqualTo(3);
    assertThat(stats.path("recentActivity").get(0).path("service").asString())
        .as("the newest first")
        .isEqualTo("deduction");
  }

  @Test
  void an_event_that_is_delivered_again_counts_once() {
    UserId user = people.registeredWith(100);
    var event = usage(user, UUID.randomUUID(), 2, MARCH_1);
    service.publish(event, event, event);
    service.publish(usage(user, UUID.randomUUID(), 1, MARCH_1));
    people.awaitBalance(user, 97);

    assertThat(stats(user, "").path("totalRecords").intValue()).isEqualTo(2);
  }

  @Test
  void a_range_of_days_includes_both_ends() {
    UserId user = people.registeredWith(100);
    service.publish(
        usage(user, UUID.randomUUID(), 2, MARCH_1), usage(user, UUID.randomUUID(), 3, MARCH_2));
    people.awaitBalance(user, 95);

    assertThat(stats(user, "?endDate=2026-03-01").path("totalCredits").intValue()).isEqualTo(2);
    assertThat(stats(user, "?startDate=2026-03-02").path("totalCredits").intValue()).isEqualTo(3);
    assertThat(
            stats(user, "?startDate=2026-03-01T12:00:00.000Z&endDate=2026-03-02")
                .path("totalCredits")
                .intValue())
        .isEqualTo(5);
    assertThat(stats(user, "?endDate=2026-03-01T12:00:00.000001").path("totalCredits").intValue())
        .as("a moment without a zone is one of UTC")
        .isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "startDate=yesterday",
        "endDate=2026-02-30",
        "startDate=2026-03-02&endDate=2026-03-01"
      })
  void a_date_that_is_none_is_refused(String query) {
    var reply = service.get("/api/usage/stats?" + query, service.token(somebody(), Role.ENDUSER));

    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.message()).containsAnyOf("startDate must", "endDate must");
  }

  @Test // C4
  void what_a_client_reports_is_a_log_that_moves_no_credits() {
    UserId user = people.registeredWith(100);

    var reply =
        report(
            user,
            "{\"service\":\"chat\",\"operation\":\"flow\",\"credits\":7,\"metadata\":{\"success\":true}}");

    assertThat(reply.status()).isEqualTo(201);
    assertThat(reply.json().path("id").isIntegralNumber()).isTrue();
    assertThat(reply.json().path("credits").intValue()).isEqualTo(7);
    assertThat(people.balance(user)).isEqualTo(100);
    var stats = stats(user, "");
    assertThat(stats.path("totalCredits").intValue()).isEqualTo(7);
    assertThat(stats.path("reported").toString()).isEqualTo("{\"records\":1,\"credits\":7}");
    assertThat(stats.path("recentActivity").get(0).path("metadata").toString())
        .isEqualTo("{\"success\":true}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"operation\":\"o\",\"credits\":1}",
        "{\"service\":\"s\",\"credits\":1}",
        "{\"service\":\"s\",\"operation\":\"o\"}",
        "{\"service\":\"s\",\"operation\":\"o\",\"credits\":-1}",
        "{\"service\":\"s\",\"operation\":\"o\",\"credits\":1.5}",
        "{\"service\":\"s\",\"operation\":\"o\",\"credits\":1,\"metadata\":[]}"
      })
  void a_report_with_a_wrong_field_is_refused(String body) {
    var reply = report(people.registered(), body);

    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.message()).startsWith("Missing or invalid required fields: ");
  }

  @Test // C16
  void administrators_see_the_sums_of_everybody() {
    UserId user = people.registeredWith(1_000_000_000);
    Instant day =
        Instant.parse(
            "2025-07-0%dT10:00:00Z".formatted(1 + ThreadLocalRandom.current().nextInt(9)));
    service.publish(usage(user, UUID.randomUUID(), 900_000_000, day));
    people.awaitBalance(user, 100_000_000);
    String date = day.toString().substring(0, 10);

    var ever = service.get("/api/usage/system-stats", people.admin()).json();
    var then =
        service
            .get(
                "/api/usage/system-stats?startDate=%s&endDate=%s".formatted(date, date),
                people.admin())
            .json();

    assertThat(ever.path("byUser").path(user.value()).longValue()).isEqualTo(900_000_000);
    assertThat(then.path("byUser").path(user.value()).longValue()).isEqualTo(900_000_000);
    assertThat(then.path("byDay").path(date).longValue()).isGreaterThanOrEqualTo(900_000_000);
    assertThat(
            service
                .get("/api/usage/system-stats", service.token(somebody(), Role.SUPERVISOR))
                .status())
        .isEqualTo(403);
  }

  @Test
  void usages_are_exported_as_csv() {
    UserId user = people.registeredWith(100);
    service.publish(
        UsageRecorded.newBuilder(usage(user, UUID.randomUUID(), 2, now()))
            .setModel("=cmd,\"x\"")
            .build());
    people.awaitBalance(user, 98);

    var own = service.get("/api/usage/export", service.token(user, Role.ENDUSER));
    String[] lines = own.body().split("\r\n");

    assertThat(lines).hasSize(2);
    assertThat(lines[0]).startsWith("occurredAt,userId,service,operation,credits,outcome,model");
    assertThat(lines[1])
        .contains(user + ",chat,flow-1,2,SUCCEEDED,\"'=cmd,\"\"x\"\"\",12,34,false");
    assertThat(
            service
                .get("/api/usage/export?userId=" + user, service.token(somebody(), Role.ENDUSER))
                .status())
        .isEqualTo(403);
    assertThat(service.get("/api/usage/export", people.admin()).body()).contains(user.value());
  }

  private tools.jackson.databind.JsonNode stats(UserId user, String query) {
    String own = service.get("/api/usage/stats" + query, service.token(user, Role.ENDUSER)).body();
    String seen =
        service
            .get("/api/usage/stats/" + user + query, service.token(somebody(), Role.SUPERVISOR))
            .body();
    assertThat(seen).isEqualTo(own);
    return service.get("/api/usage/stats" + query, service.token(user, Role.ENDUSER)).json();
  }

  private RunningService.Reply report(UserId user, String body) {
    return service.post("/api/usage/record", service.token(user, Role.ENDUSER), body);
  }
}
