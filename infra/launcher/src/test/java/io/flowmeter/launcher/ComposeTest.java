package io.flowmeter.launcher;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What people are told of the containers is so, and nothing is open that should not be. */
class ComposeTest {

  private static final Path INFRA = Sources.ROOT.resolve("infra");
  private static final String NETWORK = "chatproxy-network";
  private static final Pattern SUBSTITUTION =
      Pattern.compile("(?<!\\$)\\$\\{([A-Z_]+)(:[-?])?[^}]*}");
  private static final Pattern SECRET_NAME = Pattern.compile(".*(PASSWORD|SECRET|KEY|PASS)(_.*)?");
  private static final Pattern MODULE = Pattern.compile("<module>(.+)</module>");
  private static final Set<String> OPEN =
      Set.of("auth-service", "accounting-service", "flowise-proxy");

  private final String text = Sources.read("infra/docker-compose.yml");
  private final Map<String, Object> file = Sources.yaml(text);
  private final Map<String, Map<String, Object>> services = maps(file.get("services"));

  @ParameterizedTest
  @CsvSource({
    "auth-service, 3000:3000",
    "accounting-service, 3001:3001",
    "flowise-proxy, 8000:8000",
    "mongodb-auth, 127.0.0.1:27017:27017",
    "postgres-accounting, 127.0.0.1:5432:5432",
    "mongodb-proxy, 127.0.0.1:27020:27017",
    "mailpit, 127.0.0.1:8025:8025",
    "kafka, 127.0.0.1:9092:9092",
    "registry, 127.0.0.1:8081:8080",
  })
  void containers_have_the_documented_names_and_ports(String name, String port) {
    assertThat(service(name)).containsEntry("container_name", name);
    assertThat(ports(service(name))).contains(port);
  }

  @Test
  void only_the_three_services_can_be_reached_from_other_machines() {
    services.forEach(
        (name, service) -> {
          if (!OPEN.contains(name)) {
            assertThat(ports(service)).as(name).allMatch(port -> port.startsWith("127.0.0.1:"));
          }
        });
  }

  @ParameterizedTest
  @CsvSource({
    "auth-service, auth, 3000:3000",
    "accounting-service, accounting, 3001:3001",
    "flowise-proxy, proxy, 8000:8000",
  })
  void figures_are_for_prometheus_alone(String name, String service, String onlyPort) {
    assertThat(ports(service(name))).containsExactly(onlyPort);
    assertThat(Sources.read("infra/observe/prometheus/prometheus.yml"))
        .contains(
            "names: [%s, %s-2], type: A, port: %s,"
                .formatted(name, name, Sources.managementPort(service)));
  }

  /** Maven reads all of these, whichever module it builds, before it compiles anything. */
  @Test
  void what_maven_needs_of_each_module_is_given_to_the_build_of_the_images() {
    List<String> given =
        Sources.read(".dockerignore")
            .lines()
            .filter(line -> line.startsWith("!"))
            .map(line -> line.substring(1))
            .toList();

    assertThat(given).contains(".mvn", "pom.xml");
    assertThat(MODULE.matcher(Sources.read("pom.xml")).results().map(module -> module.group(1)))
        .isNotEmpty()
        .allSatisfy(
            module ->
                assertThat(given)
                    .as(module)
                    .anyMatch(
                        path -> path.equals(module + "/pom.xml") || module.startsWith(path + "/")));
  }

  @Test
  void all_are_on_the_documented_network() {
    assertThat(maps(file.get("networks")).get(NETWORK)).containsEntry("name", NETWORK);
    services.forEach((name, service) -> assertThat(networks(service)).as(name).contains(NETWORK));
    assertThat(text).contains("aliases: [mailhog]");
  }

  @Test
  void every_image_is_pinned() {
    services.forEach(
        (name, service) ->
            assertThat((String) service.get("image")).as(name).matches(".+:v?\\d+\\.\\d+.*"));
  }

  @ParameterizedTest
  @CsvSource({
    "apicurio-server.version, apicurio/apicurio-registry:, 3",
    "postgres-binaries.version, postgres:, 2",
    "kafka.version, apache/kafka:, 2"
  })
  void images_are_of_the_versions_that_the_tests_run_on(String property, String image, int parts) {
    String version =
        Sources.found(Sources.read("pom.xml"), "<" + property + ">(.+?)</")
            .findFirst()
            .orElseThrow()
            .group(1);
    String compared = String.join(".", List.of(version.split("\\.", -1)).subList(0, parts));

    assertThat(text).contains("image: " + image + compared);
  }

  @ParameterizedTest
  @ValueSource(strings = {"apache/kafka", "postgres", "mongo"})
  void tests_in_containers_run_the_same_images(String image) {
    String infrastructure =
        Sources.read(
            "infra/embedded/src/containers/java/io/flowmeter/embedded/ContainerInfrastructure.java");

    assertThat(
            Sources.found(infrastructure, "\"(" + image + ":.+?)\"").map(found -> found.group(1)))
        .hasSize(1)
        .allMatch(pinned -> text.contains("image: " + pinned + "\n"));
  }

  @Test
  void no_secret_is_in_the_file() {
    assertThat(text).doesNotContainPattern("[0-9a-f]{16}");
    services.forEach(
        (name, service) ->
            environment(service)
                .forEach(
                    (variable, value) -> {
                      if (SECRET_NAME.matcher(variable).matches() && value != null) {
                        assertThat(value).as(name + " " + variable).matches("\\$\\{[A-Z_]+:\\?.*}");
                      }
                      assertThat("" + value).doesNotContainPattern("://[^/:]*:(?!\\$\\{)[^/@]*@");
                    }));
  }

  @Test
  void every_variable_of_the_file_is_made_by_init_or_has_a_default() {
    Set<String> required = new TreeSet<>();
    SUBSTITUTION
        .matcher(text)
        .results()
        .forEach(
            found -> {
              assertThat(found.group(2)).as(found.group()).isNotNull();
              if (":?".equals(found.group(2))) {
                required.add(found.group(1));
              }
            });

    assertThat(required).isEqualTo(new TreeSet<>(Init.names()));
  }

  @ParameterizedTest
  @CsvSource({
    "auth-service, auth",
    "accounting-service, accounting",
    "flowise-proxy, proxy",
  })
  void services_are_given_what_they_read(String name, String service) {
    assertThat(Sources.variables(service)).containsAll(environment(service(name)).keySet());
  }

  @ParameterizedTest
  @CsvSource({
    "topics, infra/kafka/src/main/java/io/flowmeter/provisioning/ProvisionerMain.java",
    "demo-flowise, infra/demo-flowise/src/main/java/io/flowmeter/demo/Settings.java",
  })
  void jobs_are_given_what_they_read(String name, String source) {
    assertThat(Sources.found(Sources.read(source), "\"([A-Z_]+)\"").map(match -> match.group(1)))
        .containsAll(environment(service(name)).keySet());
  }

  @ParameterizedTest
  @CsvSource({
    "auth-service, NODE_ENV=development PORT=3000 SMTP_HOST=mailhog SMTP_PORT=1025 FRONTEND_URL=http://localhost:3001",
    "accounting-service, PORT=3001 DB_HOST=postgres-accounting DB_PORT=5432 DB_NAME=accounting_db DB_USER=postgres",
    "flowise-proxy, AUTH_SERVICE_URL=http://auth-service:3000/api ACCOUNTING_SERVICE_URL=http://accounting-service:3001/api",
  })
  void the_documented_settings_hold_unless_env_says_otherwise(String name, String settings) {
    var environment = environment(service(name));
    for (String setting : settings.split(" ", -1)) {
      String[] parts = setting.split("=", 2);
      String value = requireNonNull(environment.get(parts[0]), parts[0]);
      assertThat(value.replaceAll("\\$\\{[A-Z_]+:-(.*)}", "$1")).as(parts[0]).isEqualTo(parts[1]);
    }
  }

  @Test
  void nothing_waits_for_the_health_of_what_does_not_tell_it() {
    services.forEach(
        (name, service) ->
            maps(service.getOrDefault("depends_on", Map.of()))
                .forEach(
                    (needed, how) -> {
                      if ("service_healthy".equals(how.get("condition"))) {
                        assertThat(service(needed)).as(name).containsKey("healthcheck");
                      }
                    }));
  }

  @Test
  void every_server_tells_its_health_with_a_command_of_words() {
    services.forEach(
        (name, service) -> {
          if (service.containsKey("image") && !service.containsKey("build")) {
            Map<String, Object> check = maps(service).get("healthcheck");
            assertThat(check).as(name).isNotNull();
            assertThat((List<?>) check.get("test")).as(name).allMatch(String.class::isInstance);
          }
        });
  }

  @Test
  void what_is_mounted_exists_and_is_read_only() {
    services.forEach(
        (name, service) ->
            strings(service.get("volumes")).stream()
                .filter(volume -> volume.startsWith("./"))
                .forEach(
                    volume -> {
                      assertThat(INFRA.resolve(volume.split(":", -1)[0])).as(name).exists();
                      assertThat(volume).endsWith(":ro");
                    }));
  }

  @ParameterizedTest
  @ValueSource(strings = {"auth-service", "accounting-service", "flowise-proxy"})
  void ours_run_with_no_privileges_on_a_file_system_that_they_cannot_change(String name) {
    assertThat(service(name))
        .containsEntry("read_only", true)
        .containsEntry("cap_drop", List.of("ALL"))
        .containsEntry("security_opt", List.of("no-new-privileges:true"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"auth-service:3000", "accounting-service:3001", "flowise-proxy:8000"})
  void two_instances_stand_behind_the_gateway_which_has_their_port(String address) {
    String overlay = Sources.read("infra/docker-compose.scale.yml");
    Map<String, Object> scale = Sources.yaml(overlay.replace("!reset ", ""));
    var scaled = maps(scale.get("services"));
    String gateway = Sources.read("infra/gateway/nginx.conf");
    String name = address.split(":", -1)[0];
    String port = address.split(":", -1)[1];

    for (String instance : List.of(name, name + "-2")) {
      assertThat(gateway).contains("server " + instance + ":" + port + " resolve;");
      assertThat(ports(requireNonNull(scaled.get(instance)))).isEmpty();
    }
    assertThat(scaled.get(name + "-2")).containsEntry("container_name", name + "-2");
    assertThat(ports(requireNonNull(scaled.get("gateway")))).contains(port + ":" + port);
    assertThat(gateway).contains("listen " + port + ";");
  }

  private Map<String, Object> service(String name) {
    return requireNonNull(services.get(name), name);
  }

  private static List<String> ports(Map<String, Object> service) {
    return strings(service.get("ports"));
  }

  private static List<String> networks(Map<String, Object> service) {
    return service.get("networks") instanceof Map<?, ?> named
        ? named.keySet().stream().map(String::valueOf).toList()
        : strings(service.get("networks"));
  }

  /** A value is null where the variable is passed on as it is. */
  @SuppressWarnings("unchecked")
  private static Map<String, @Nullable String> environment(Map<String, Object> service) {
    var values = (Map<String, Object>) service.getOrDefault("environment", Map.of());
    Map<String, @Nullable String> all = new HashMap<>();
    values.forEach((name, value) -> all.put(name, value == null ? null : value.toString()));
    return all;
  }

  private static List<String> strings(@Nullable Object list) {
    return list == null ? List.of() : ((List<?>) list).stream().map(String::valueOf).toList();
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Map<String, Object>> maps(@Nullable Object map) {
    return (Map<String, Map<String, Object>>) requireNonNull(map);
  }
}
