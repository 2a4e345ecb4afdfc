package io.flowmeter.launcher;

import io.flowmeter.launcher.client.Connection;
import io.flowmeter.launcher.client.Refusal;
import io.flowmeter.launcher.doctor.Examination;
import io.flowmeter.launcher.doctor.Finding;
import io.flowmeter.launcher.doctor.Finding.Unknown;
import io.flowmeter.launcher.doctor.Finding.Well;
import io.flowmeter.launcher.doctor.Finding.Wrong;
import io.flowmeter.launcher.doctor.Patient;
import io.flowmeter.launcher.terminal.ExitCode;
import io.flowmeter.launcher.terminal.Misuse;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;

/** {@code ./flowmeter doctor}: of this machine's platform, its containers, or another platform. */
final class Doctor {
  private static final int SECRET_BYTES = 32;
  private static final long LOW_DISK_BYTES = 1L << 30;

  private static final String COMPOSE = "docker compose -f infra/docker-compose.yml ";
  private static final Map<String, String> CONTAINERS =
      Map.of("auth", "auth-service", "accounting", "accounting-service", "proxy", "flowise-proxy");

  private final Path root;
  private final Connection connection;
  private final List<Finding> findings = new ArrayList<>();

  Doctor(Path root, Connection connection) {
    this.root = root;
    this.connection = connection;
  }

  /**
   * @param environment of containers, or null
   */
  int run(@Nullable Path environment) throws IOException, InterruptedException {
    Optional<Patient> patient =
        environment != null
            ? containers(environment)
            : connection.isElsewhere() ? elsewhere() : local();
    if (patient.isPresent()) {
      findings.addAll(new Examination(patient.get(), Clock.systemUTC()).run(token()));
    }
    return told();
  }

  /** Who cannot log in is examined all the same: that may be what is wrong. */
  private @Nullable String token() throws InterruptedException {
    try {
      return connection.givenToken();
    } catch (Refusal refusal) {
      findings.add(
          new Wrong(
              "nobody can log in as was asked: " + refusal.getMessage(),
              "what is wrong with auth is below; else the name or the password is"));
      return null;
    }
  }

  private Optional<Patient> local() throws IOException {
    Home home = new Home(connection.directory());
    OptionalInt offset = connection.localOffset();
    PlatformSettings settings = PlatformSettings.read(home.settings());
    disk(home.directory());
    if (offset.isEmpty()) {
      findings.add(
          new Wrong("Flowmeter is not up in " + home.directory(), "./flowmeter up starts it"));
      if (!Files.exists(home.secrets())) return Optional.empty();
      TakenPorts.of(
              new Platform(root, home, settings)
                  .components(Secrets.in(home.secrets()), settings.upstream()))
          .forEach(
              taken ->
                  findings.add(
                      new Wrong(
                          taken, "stop that program, or: ./flowmeter up --port-offset 4000")));
      return Optional.empty();
    }
    Secrets secrets = Secrets.in(home.secrets());
    secret("JWT_ACCESS_SECRET", secrets.get(Secrets.ACCESS), home.secrets());
    int shift = offset.getAsInt();
    Patient.Flowise flowise =
        settings.demoFlowise()
            ? new Patient.Flowise(
                URI.create("http://localhost:%d/api/v1".formatted(3002 + shift)),
                secrets.get(Secrets.DEMO_FLOWISE))
            : null;
    return Optional.of(
        new Patient(
            connection.addresses(shift),
            URI.create("http://localhost:" + (8081 + shift)),
            "localhost:" + (9092 + shift),
            secrets.get(Secrets.ACCESS),
            home.secrets().toString(),
            flowise,
            part -> "./flowmeter logs " + part,
            "./flowmeter down, then up"));
  }

  private Optional<Patient> containers(Path file) throws IOException {
    if (!Files.exists(file)) {
      throw new Misuse("there is no file %s; './flowmeter init' makes infra/.env".formatted(file));
    }
    Map<String, String> values = variables(file);
    for (String name : Init.names()) {
      if (values.getOrDefault(name, "").isBlank()) {
        findings.add(
            new Wrong(
                "%s has no %s".formatted(file, name), "./flowmeter init adds what is missing"));
      }
    }
    secret("JWT_ACCESS_SECRET", values.get("JWT_ACCESS_SECRET"), file);
    secret("JWT_REFRESH_SECRET", values.get("JWT_REFRESH_SECRET"), file);
    return Optional.of(
        new Patient(
            connection.addresses(0),
            URI.create("http://localhost:8081"),
            "localhost:9092",
            values.get("JWT_ACCESS_SECRET"),
            file.toString(),
            flowise(values),
            part -> COMPOSE + "logs " + CONTAINERS.getOrDefault(part, part),
            COMPOSE + "up topics"));
  }

  private Optional<Patient> elsewhere() {
    return Optional.of(
        new Patient(
            connection.addresses(0),
            null,
            null,
            null,
            "auth, which gave it",
            null,
            part -> "that of " + part,
            "the job that makes topics"));
  }

  /** Containers find Flowise by a name that means nothing outside; its port is published. */
  private static Patient.@Nullable Flowise flowise(Map<String, String> values) {
    String url = values.getOrDefault("FLOWISE_API_BASE_URL", "");
    if (!url.startsWith("http") || url.contains(",")) return null;
    String here =
        url.replaceFirst("//(demo-)?flowise:3000", "//localhost:3002").replaceAll("/+$", "");
    return new Patient.Flowise(
        URI.create(here.endsWith("/api/v1") ? here : here + "/api/v1"),
        values.getOrDefault("FLOWISE_API_KEY", ""));
  }

  private void secret(String name, @Nullable String value, Path file) {
    if (value == null || value.isBlank()) return;
    int bytes = value.getBytes(StandardCharsets.UTF_8).length;
    findings.add(
        bytes < SECRET_BYTES
            ? new Wrong(
                "%s in %s is shorter than %d bytes".formatted(name, file, SECRET_BYTES),
                "openssl rand -hex 32 makes a good one")
            : new Well("%s is long enough".formatted(name)));
  }

  private void disk(Path directory) throws IOException {
    Path there = Files.exists(directory) ? directory : root;
    long free = Files.getFileStore(there).getUsableSpace();
    findings.add(
        free < LOW_DISK_BYTES
            ? new Wrong(
                "only %,d MB are free on the disk of %s".formatted(free >> 20, there),
                "free some, or keep the data elsewhere: --data DIR")
            : new Well("there is room on the disk"));
  }

  private static Map<String, String> variables(Path file) throws IOException {
    try (var lines = Files.lines(file)) {
      return lines
          .filter(line -> line.contains("=") && !line.startsWith("#"))
          .map(line -> line.split("=", 2))
          .collect(
              Collectors.toMap(parts -> parts[0].strip(), parts -> parts[1].strip(), (a, b) -> b));
    }
  }

  private int told() {
    ArrayNode array = JsonMapper.shared().createArrayNode();
    StringBuilder text = new StringBuilder();
    long wrong = 0;
    for (Finding finding : findings) {
      var each = array.addObject().put("what", finding.what());
      switch (finding) {
        case Well(String what) -> {
          each.put("state", "well");
          text.append("  ok       %s\n".formatted(what));
        }
        case Unknown(String what) -> {
          each.put("state", "unknown");
          text.append("  ?        not looked at: %s\n".formatted(what));
        }
        case Wrong(String what, String cure) -> {
          wrong++;
          each.put("state", "wrong").put("cure", cure);
          text.append("  WRONG    %s\n           cure: %s\n".formatted(what, cure));
        }
      }
    }
    long number = wrong;
    connection.show(
        array, () -> text + (number == 0 ? "Nothing wrong was found." : "Wrong: " + number));
    return wrong == 0 ? ExitCode.OK : ExitCode.FAILED;
  }
}
