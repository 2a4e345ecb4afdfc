package io.flowmeter.launcher.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowmeter.launcher.FakeService;
import io.flowmeter.launcher.doctor.Finding.Unknown;
import io.flowmeter.launcher.doctor.Finding.Wrong;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ExaminationTest {
  private static final String SUBJECTS = "GET /apis/ccompat/v7/subjects";
  private static final String BALANCE = "GET /api/credits/total-balance";
  private static final String FLOWISE = "GET /api/v1/chatflows";

  private final FakeService service = new FakeService();
  private Clock clock = Clock.systemUTC();

  @BeforeEach
  void everythingIsWell() {
    service
        .answers("GET /health", 200, "{\"status\":\"ok\"}")
        .answers(BALANCE, 200, "{\"totalCredits\":0}")
        .answers("GET /api/v1/chat/get_current_user", 404, "{}")
        .answers(SUBJECTS, 200, "[\"proxy.usage.v1-UsageRecorded\"]")
        .answers(FLOWISE, 200, "[]");
  }

  @AfterEach
  void stop() {
    service.close();
  }

  @Test
  void where_all_is_well_nothing_is_found() throws Exception {
    assertThat(wrong()).isEmpty();
  }

  @Test
  void a_service_with_another_secret_refuses_our_token() throws Exception {
    service.answers(BALANCE, 401, "{}");

    assertThat(wrong())
        .singleElement()
        .satisfies(
            found -> {
              assertThat(found.what())
                  .isEqualTo(
                      "accounting refuses a token that is signed with the JWT_ACCESS_SECRET of .env");
              assertThat(found.cure()).contains("the same JWT_ACCESS_SECRET");
            });
  }

  @Test
  void what_a_service_misses_is_named() throws Exception {
    service.answers("GET /health", 503, "{\"status\":\"error\",\"failing\":[\"kafka\",\"x\"]}");

    assertThat(wrong()).extracting(Wrong::what).contains("auth misses kafka, x");
  }

  @Test
  void another_program_on_the_port_is_no_service() throws Exception {
    service.answers("GET /health", 200, "<html>");

    assertThat(wrong())
        .extracting(Wrong::cure)
        .first()
        .asString()
        .contains("another program has that port");
  }

  @Test
  void clocks_that_differ_are_told() throws Exception {
    clock = Clock.offset(clock, Duration.ofMinutes(2));

    assertThat(wrong())
        .extracting(Wrong::what)
        .hasSize(3)
        .allMatch(
            what -> what.matches("the clock of \\w+ is 1[12]\\d s apart from this machine's"));
  }

  @Test
  void an_empty_registry_is_told_with_the_cure() throws Exception {
    service.answers(SUBJECTS, 200, "[]");

    assertThat(wrong())
        .extracting(Wrong::cure)
        .singleElement()
        .asString()
        .contains("make the topics");
  }

  @Test
  void a_key_that_flowise_refuses_is_told() throws Exception {
    service.answers(FLOWISE, 401, "{}");

    assertThat(wrong()).extracting(Wrong::what).singleElement().asString().contains("its key");
  }

  @Test
  void a_flowise_that_is_not_there_is_told() throws Exception {
    service.answers(FLOWISE, 404, "{}");

    assertThat(wrong()).extracting(Wrong::what).singleElement().asString().contains("status 404");
  }

  @Test
  void what_cannot_be_known_is_said() throws Exception {
    List<Finding> findings = new Examination(patient(service.url(), null), clock).run(null);

    assertThat(findings)
        .filteredOn(Unknown.class::isInstance)
        .extracting(Finding::what)
        .singleElement()
        .asString()
        .contains("share JWT_ACCESS_SECRET");
  }

  @Test
  void a_service_that_is_away_is_told_with_where_its_log_is() throws Exception {
    var nobody = new Examination(patient("http://localhost:1", null), clock).run(null);

    assertThat(nobody)
        .filteredOn(Wrong.class::isInstance)
        .extracting(finding -> ((Wrong) finding).cure())
        .contains("start it, or see in its log why it ended: show log of proxy");
  }

  private List<Wrong> wrong() throws InterruptedException {
    String secret = "a secret of this test, long enough";
    return new Examination(patient(service.url(), secret), clock)
        .run(null).stream().filter(Wrong.class::isInstance).map(Wrong.class::cast).toList();
  }

  private static Patient patient(String url, @Nullable String secret) {
    URI base = URI.create(url);
    return new Patient(
        Map.of("auth", base, "accounting", base, "proxy", base),
        base,
        null,
        secret,
        ".env",
        new Patient.Flowise(URI.create(url + "/api/v1"), "key"),
        part -> "show log of " + part,
        "make the topics");
  }
}
