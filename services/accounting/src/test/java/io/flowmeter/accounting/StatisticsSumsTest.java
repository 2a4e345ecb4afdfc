package io.flowmeter.accounting;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.summingLong;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.flowmeter.accounting.statistics.Tallies;
import io.flowmeter.accounting.statistics.Tally;
import io.flowmeter.identity.Role;
import io.flowmeter.identity.UserId;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.JsonNode;

/** The sums of many generated usages, beside the same usages added up plainly. */
class StatisticsSumsTest {
  private static final long SEED = 20_260_301;
  private static final int PEOPLE = 1_000;
  private static final int USAGES = 30_000;
  private static final int BATCH = 1_000;
  private static final LocalDate FIRST_DAY = LocalDate.parse("2025-11-17");
  private static final int DAYS = 130;
  private static final int LISTED = 100;
  private static final int RECENT = 10;

  private static final RunningService service = RunningService.apart(Map.of());
  private static final List<Tally> usages = generated();

  private final People people = new People(service);

  @BeforeAll
  static void book() {
    for (int from = 0; from < USAGES; from += BATCH) {
      List<Tally> batch = usages.subList(from, from + BATCH);
      service
          .bean(TransactionTemplate.class)
          .executeWithoutResult(_ -> service.bean(Tallies.class).add(batch));
    }
  }

  @AfterAll
  static void stop() {
    service.close();
  }

  // Heavier users are fewer, as in life; in no order of time, so that each batch is late.
  private static List<Tally> generated() {
    Random random = new Random(SEED);
    return IntStream.range(0, USAGES)
        .mapToObj(
            _ ->
                new Tally(
                    person((int) (PEOPLE * Math.pow(random.nextDouble(), 3))),
                    FIRST_DAY
                        .plusDays(random.nextInt(DAYS))
                        .atStartOfDay()
                        .toInstant(ZoneOffset.UTC)
                        .plus(random.nextInt(86_400), ChronoUnit.SECONDS),
                    List.of("chat", "chat-streaming", "deduction").get(random.nextInt(3)),
                    List.of("", "gpt-4o", "llama3").get(random.nextInt(3)),
                    random.nextInt(10) == 0,
                    random.nextInt(5),
                    random.nextInt(100),
                    random.nextInt(100)))
        .toList();
  }

  private static UserId person(int number) {
    return new UserId("person-%04d".formatted(number));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "startDate=2026-01-01&endDate=2026-01-31",
        "startDate=2025-12-01&endDate=2026-02-28",
        "startDate=2025-11-20&endDate=2026-03-10",
        "startDate=2026-01-15&endDate=2026-02-14",
        "startDate=2026-02-03&endDate=2026-02-03",
        "startDate=2025-12-31",
        "endDate=2026-01-01",
        "startDate=2027-01-01"
      })
  void sums_of_any_range_are_the_plain_sums_of_its_usages(String range) {
    List<Tally> within = within(range);

    JsonNode sums = service.get("/api/usage/system-stats?" + range, people.admin()).json();

    assertThat(sums.path("totalRecords").longValue()).isEqualTo(within.size());
    assertSums(sums, within);
    assertThat(sums.path("byUser").toString()).isEqualTo(json(most(within)));
    UserId somebody = person(7);
    assertSums(
        service.get("/api/usage/stats/" + somebody + "?" + range, people.admin()).json(),
        within.stream().filter(usage -> usage.userId().equals(somebody)).toList());
  }

  private static void assertSums(JsonNode sums, List<Tally> usages) {
    assertThat(sums.path("totalCredits").longValue())
        .isEqualTo(usages.stream().mapToLong(Tally::credits).sum());
    assertThat(sums.path("byService").toString()).isEqualTo(json(credits(usages, Tally::service)));
    assertThat(sums.path("byDay").toString())
        .isEqualTo(json(credits(usages, usage -> day(usage).toString())));
    assertThat(sums.path("byModel").toString())
        .isEqualTo(
            json(
                credits(
                    usages.stream()
                        .filter(usage -> usage.service().startsWith("chat"))
                        .filter(usage -> !usage.model().isEmpty())
                        .toList(),
                    Tally::model)));
    List<Tally> reported = usages.stream().filter(Tally::reported).toList();
    assertThat(sums.path("reported").path("records").longValue()).isEqualTo(reported.size());
    assertThat(sums.path("reported").path("credits").longValue())
        .isEqualTo(reported.stream().mapToLong(Tally::credits).sum());
  }

  private static Map<String, Long> credits(List<Tally> usages, Function<Tally, String> of) {
    return usages.stream().collect(groupingBy(of, TreeMap::new, summingLong(Tally::credits)));
  }

  private static Map<String, Long> most(List<Tally> usages) {
    Map<String, Long> most = new LinkedHashMap<>();
    credits(usages, usage -> usage.userId().value()).entrySet().stream()
        .sorted(
            Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder())
                .thenComparing(Map.Entry.comparingByKey()))
        .limit(LISTED)
        .forEach(entry -> most.put(entry.getKey(), entry.getValue()));
    return most;
  }

  private static String json(Map<String, Long> sums) {
    List<String> members = new ArrayList<>();
    sums.forEach((name, sum) -> members.add("\"" + name + "\":" + sum));
    return "{" + String.join(",", members) + "}";
  }

  private static List<Tally> within(String range) {
    LocalDate first = LocalDate.MIN;
    LocalDate last = LocalDate.MAX;
    for (String end : range.isEmpty() ? new String[0] : range.split("&")) {
      LocalDate day = LocalDate.parse(end.substring(end.indexOf('=') + 1));
      if (end.startsWith("startDate")) first = day;
      else last = day;
    }
    LocalDate from = first;
    LocalDate to = last;
    return usages.stream()
        .filter(usage -> !day(usage).isBefore(from) && !day(usage).isAfter(to))
        .toList();
  }

  private static LocalDate day(Tally usage) {
    return usage.at().atZone(ZoneOffset.UTC).toLocalDate();
  }

  @Test
  void everybodys_sums_are_read_without_the_usage_records() throws SQLException {
    var database = service.database();
    try (Connection other =
        DriverManager.getConnection(database.url(), database.user(), database.password())) {
      other.setAutoCommit(false);
      other.createStatement().execute("lock table usage_records in access exclusive mode");

      for (String range : List.of("", "?startDate=2025-11-20&endDate=2026-03-10")) {
        assertThat(service.get("/api/usage/system-stats" + range, people.admin()).status())
            .isEqualTo(200);
      }
      other.rollback();
    }
  }

  @Test
  void of_a_persons_usage_records_only_the_newest_are_read() {
    UserId user = person(PEOPLE);
    service
        .sql()
        .execute(
            """
            insert into usage_records (event_id, completion_id, user_id, occurred_at, service, operation, credits,
              chatflow_id, session_id, outcome, input_tokens, output_tokens, tokens_estimated, rate_card_version,
              started_at, duration_millis, recorded_at)
            select gen_random_uuid(), gen_random_uuid(), case when n %% 10 = 0 then '%s' else 'person-' || n end,
              timestamptz '2026-01-01Z' + n * interval '1 minute', 'chat', 'flow-1', 1, 'flow-1', 's', 'SUCCEEDED', 1, 1,
              false, 'default', '2026-01-01Z', 1, '2026-01-01Z' from generate_series(1, 20000) n
            """
                .formatted(user));
    service.sql().execute("analyze usage_records");
    long asked = 5;
    Reads before = reads();

    for (int i = 0; i < asked; i++) {
      assertThat(
              service
                  .get("/api/usage/stats", service.token(user, Role.ENDUSER))
                  .json()
                  .path("recentActivity"))
          .hasSize(RECENT);
    }

    // The server counts when a transaction is over, but tells of it later.
    await().until(() -> reads().indexScans() - before.indexScans() >= asked);
    assertThat(reads().scans()).isEqualTo(before.scans());
    assertThat(reads().rows() - before.rows())
        .as("the planner itself looks at the ends of the index")
        .isLessThan(asked * 2 * RECENT);
  }

  private record Reads(long scans, long indexScans, long rows) {}

  private static Reads reads() {
    var row =
        service
            .sql()
            .fetchSingle(
                "select seq_scan, idx_scan, coalesce(idx_tup_fetch, 0) as rows from pg_stat_user_tables"
                    + " where relname = 'usage_records_past'");
    return new Reads(
        row.get("seq_scan", long.class),
        row.get("idx_scan", long.class),
        row.get("rows", long.class));
  }
}
