package io.flowmeter.launcher.doctor;

import io.flowmeter.launcher.doctor.Finding.Unknown;
import io.flowmeter.launcher.doctor.Finding.Well;
import io.flowmeter.launcher.doctor.Finding.Wrong;
import io.flowmeter.provisioning.TopicDefinition;
import io.flowmeter.provisioning.TopicDefinitions;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Looks at a deployment from outside, as its clients see it. */
public final class Examination {
  /** Tokens live for minutes, and service tokens for one: more than this is felt. */
  private static final Duration CLOCK_TOLERANCE = Duration.ofSeconds(10);

  private static final long KAFKA_LIMIT_SECONDS = 5;

  /** What anybody who is logged in may ask, and what changes nothing. */
  private static final Map<String, String> HARMLESS =
      Map.of(
          "auth", "/api/dashboard",
          "accounting", "/api/credits/total-balance",
          "proxy", "/api/v1/chat/get_current_user");

  private final Patient patient;
  private final Clock clock;
  private final Http http = new Http();
  private final List<Finding> findings = new ArrayList<>();

  public Examination(Patient patient, Clock clock) {
    this.patient = patient;
    this.clock = clock;
  }

  /**
   * @param token of somebody who is logged in; without it one of nobody is made, if the secret is
   *     known. Auth, which looks everybody up, would refuse that anyway
   */
  public List<Finding> run(@Nullable String token) throws InterruptedException {
    String secret = patient.accessSecret();
    String made = secret == null ? null : TestToken.signedWith(secret, clock.instant());
    service("auth", token);
    for (String service : List.of("accounting", "proxy")) {
      service(service, token == null ? made : token);
    }
    if (token == null && made == null) {
      findings.add(
          new Unknown("whether the services share JWT_ACCESS_SECRET: give --token or --user"));
    }
    registry();
    topics();
    flowise();
    return List.copyOf(findings);
  }

  private void service(String name, @Nullable String token) throws InterruptedException {
    URI url = URI.create(patient.services().get(name) + "/health");
    Optional<HttpResponse<String>> answer = http.get(url, null);
    if (answer.isEmpty()) {
      findings.add(
          new Wrong(
              "%s does not answer at %s".formatted(name, url),
              "start it, or see in its log why it ended: " + patient.logs().apply(name)));
      return;
    }
    findings.add(health(name, url, answer.get()));
    clock(name, answer.get());
    if (token != null) token(name, token);
  }

  private Finding health(String name, URI url, HttpResponse<String> answer) {
    JsonNode health = json(answer.body());
    if (answer.statusCode() == 200 && health.has("status")) return new Well(name + " is well");
    List<String> missing =
        health.path("failing").valueStream().map(part -> part.asString("")).toList();
    return health.has("failing")
        ? new Wrong(
            "%s misses %s".formatted(name, String.join(", ", missing)),
            "see whether that runs, and in the log why it is not reached: "
                + patient.logs().apply(name))
        : new Wrong(
            "what answers at %s (%d) is not %s".formatted(url, answer.statusCode(), name),
            "another program has that port: stop it, or give the service another");
  }

  private void clock(String name, HttpResponse<String> answer) {
    Optional<String> date = answer.headers().firstValue("Date");
    if (date.isEmpty()) return;
    Instant there;
    try {
      there = ZonedDateTime.parse(date.get(), DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
    } catch (DateTimeParseException e) {
      return;
    }
    Duration apart = Duration.between(there, clock.instant()).abs();
    if (apart.compareTo(CLOCK_TOLERANCE) > 0) {
      findings.add(
          new Wrong(
              "the clock of %s is %d s apart from this machine's"
                  .formatted(name, apart.toSeconds()),
              "let both follow a time server (timedatectl set-ntp true): tokens are refused as expired"));
    }
  }

  private void token(String name, String token) throws InterruptedException {
    URI url = URI.create(patient.services().get(name) + HARMLESS.get(name));
    Optional<HttpResponse<String>> answer = http.get(url, token);
    if (answer.isEmpty()) return;
    findings.add(
        answer.get().statusCode() == 401
            ? new Wrong(
                "%s refuses a token that is signed with the JWT_ACCESS_SECRET of %s"
                    .formatted(name, patient.secretsFile()),
                "give all three services the same JWT_ACCESS_SECRET, and restart them")
            : new Well(name + " accepts tokens of that secret"));
  }

  private void registry() throws InterruptedException {
    URI registry = patient.registry();
    if (registry == null) return;
    Optional<HttpResponse<String>> answer =
        http.get(URI.create(registry + "/apis/ccompat/v7/subjects"), null);
    if (answer.isEmpty() || answer.get().statusCode() != 200) {
      findings.add(
          new Wrong(
              "the schema registry does not answer at " + registry,
              "start it, or see its log: " + patient.logs().apply("registry")));
      return;
    }
    int subjects = json(answer.get().body()).size();
    findings.add(
        subjects == 0
            ? new Wrong(
                "the schema registry is empty: nothing can be published or read",
                "register the schemas: %s. If topics have records already, restore its backup instead: they name schemas by its numbers"
                    .formatted(patient.provisioning()))
            : new Well("the schema registry has %d subjects".formatted(subjects)));
  }

  private void topics() throws InterruptedException {
    String kafka = patient.kafka();
    if (kafka == null) return;
    try (Admin admin =
        Admin.create(
            Map.of(
                "bootstrap.servers",
                kafka,
                "default.api.timeout.ms",
                4_000,
                "request.timeout.ms",
                3_000))) {
      Set<String> there = admin.listTopics().names().get(KAFKA_LIMIT_SECONDS, TimeUnit.SECONDS);
      List<String> missing =
          TopicDefinitions.load().stream()
              .map(TopicDefinition::name)
              .filter(topic -> !there.contains(topic))
              .toList();
      findings.add(
          missing.isEmpty()
              ? new Well("Kafka has all topics")
              : new Wrong(
                  "Kafka lacks topics: " + missing, "make them: " + patient.provisioning()));
    } catch (ExecutionException | TimeoutException | KafkaException e) {
      findings.add(
          new Wrong(
              "Kafka does not answer at " + kafka,
              "start it, or see its log: " + patient.logs().apply("kafka")));
    }
  }

  private void flowise() throws InterruptedException {
    Patient.Flowise flowise = patient.flowise();
    if (flowise == null) {
      findings.add(new Unknown("Flowise's key: './flowmeter chatflows sync --dry-run' tries it"));
      return;
    }
    Optional<HttpResponse<String>> answer =
        http.get(URI.create(flowise.url() + "/chatflows"), flowise.key());
    if (answer.isEmpty()) {
      findings.add(
          new Unknown("Flowise at %s, which is not reached from here".formatted(flowise.url())));
      return;
    }
    int status = answer.get().statusCode();
    findings.add(
        switch (status) {
          case 200 -> new Well("Flowise accepts its key");
          case 401, 403 ->
              new Wrong(
                  "Flowise at %s refuses its key".formatted(flowise.url()),
                  "make an API key in Flowise and give it as FLOWISE_API_KEY (--flowise-key), then restart the proxy");
          default ->
              new Wrong(
                  "Flowise at %s answers with status %d".formatted(flowise.url(), status),
                  "the address ends with /api/v1 and is Flowise's: FLOWISE_API_BASE_URL (--flowise-url)");
        });
  }

  private static JsonNode json(String text) {
    try {
      return JsonMapper.shared().readTree(text);
    } catch (JacksonException e) {
      return JsonMapper.shared().createObjectNode();
    }
  }
}
