package io.flowmeter.launcher;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The Kustomize base fits the services, without a cluster. */
class KubernetesTest {

  private static final String BASE = "infra/kubernetes/base";

  @ParameterizedTest
  @CsvSource({
    "auth-service, auth, 3000",
    "accounting-service, accounting, 3001",
    "flowise-proxy, proxy, 8000"
  })
  void a_service_is_given_what_it_reads_and_answers_on_its_port(
      String name, String service, String port) {
    Node container = container(name, "Deployment");
    Set<String> read = Sources.variables(service).collect(Collectors.toSet());

    // Read by their prefix.
    read.add("FLOWMETER_KAFKA_PROPERTIES_SASL_JAAS_CONFIG");

    assertThat(read).containsAll(container.at("env").names());
    assertThat(container.at("env").named("PORT").at("value").text()).isEqualTo(port);
    assertThat(container.at("ports").named("http").at("containerPort").text()).isEqualTo(port);
    List<Node> open = object(name, "Service").at("spec", "ports").items();
    assertThat(open.stream().map(each -> each.at("port").text())).containsExactly(port);
  }

  @ParameterizedTest
  @CsvSource({"auth-service, auth", "accounting-service, accounting", "flowise-proxy, proxy"})
  void figures_and_probes_are_asked_for_where_the_service_has_them(String name, String service) {
    String port = Sources.managementPort(service);
    Node pod = object(name, "Deployment").at("spec", "template");
    Node container = container(name, "Deployment");

    assertThat(container.at("ports").named("management").at("containerPort").text())
        .isEqualTo(port);
    assertThat(pod.at("metadata", "annotations", "prometheus.io/port").text()).isEqualTo(port);
    for (String probe : List.of("startupProbe", "livenessProbe", "readinessProbe")) {
      assertThat(container.at(probe, "httpGet", "port").text()).isEqualTo("management");
    }
  }

  @Test
  void the_shared_settings_are_read_by_some_service() {
    Set<String> read =
        Stream.of("auth", "accounting", "proxy")
            .flatMap(Sources::variables)
            .collect(Collectors.toSet());

    assertThat(read).containsAll(settings().keySet());
  }

  @Test
  void nothing_secret_is_in_the_files() {
    Pattern secret = Pattern.compile(".*(SECRET|PASSWORD|KEY|PASS|URI|JAAS).*");

    assertThat(settings().keySet()).noneMatch(name -> secret.matcher(name).matches());
    for (String name : List.of("auth-service", "accounting-service", "flowise-proxy")) {
      for (Node variable : container(name, "Deployment").at("env").items()) {
        if (secret.matcher(variable.at("name").text()).matches()) {
          assertThat(variable.at("valueFrom", "secretKeyRef", "name").text())
              .as(variable.at("name").text())
              .isEqualTo("flowmeter");
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"auth-service", "accounting-service", "flowise-proxy"})
  void it_runs_with_no_privileges_and_is_watched_and_scaled(String name) {
    Node container = container(name, "Deployment");

    assertThat(container.at("securityContext", "readOnlyRootFilesystem").text()).isEqualTo("true");
    assertThat(container.at("securityContext", "allowPrivilegeEscalation").text())
        .isEqualTo("false");
    assertThat(container.at("livenessProbe", "httpGet", "path").text())
        .isEqualTo("/actuator/health/liveness");
    assertThat(container.at("readinessProbe", "httpGet", "path").text())
        .isEqualTo("/actuator/health/readiness");
    for (String kind : List.of("PodDisruptionBudget", "HorizontalPodAutoscaler", "Service")) {
      assertThat(object(name, kind).at("metadata", "name").text()).isEqualTo(name);
    }
    assertThat(object(name, "HorizontalPodAutoscaler").at("spec", "minReplicas").text())
        .isEqualTo("2");
  }

  @ParameterizedTest
  @ValueSource(strings = {"base", "example"})
  void kustomize_renders_it(String folder) throws Exception {
    assumeTrue(isOnPath("kubectl"), "kubectl is not installed");
    String rendered =
        kubectl("kustomize", Sources.ROOT.resolve("infra/kubernetes").resolve(folder));

    List<Node> objects = Sources.yamls(rendered).map(Node::new).toList();
    assertThat(objects.stream().filter(o -> o.at("kind").text().equals("Deployment"))).hasSize(3);
    assertThat(objects.stream().filter(o -> o.at("kind").text().equals("Job"))).hasSize(1);
    assertThat(Sources.found(rendered, "image: (\\S+)").map(match -> match.group(1)))
        .hasSize(4)
        .allMatch(image -> image.matches(".*flowmeter/[a-z]+:\\d+\\.\\d+\\.\\d+"));
  }

  private static Node container(String file, String kind) {
    return object(file, kind).at("spec", "template", "spec", "containers").at(0);
  }

  private static Node object(String file, String kind) {
    return Sources.yamls(Sources.read(BASE + "/" + file + ".yaml"))
        .map(Node::new)
        .filter(object -> object.at("kind").text().equals(kind))
        .findFirst()
        .orElseThrow();
  }

  private static Map<String, String> settings() {
    return Sources.read(BASE + "/settings.env")
        .lines()
        .filter(line -> !line.startsWith("#") && line.contains("="))
        .map(line -> line.split("=", 2))
        .collect(Collectors.toMap(parts -> parts[0], parts -> parts[1]));
  }

  private static boolean isOnPath(String program) {
    return Stream.of(System.getenv("PATH").split(File.pathSeparator, -1))
        .anyMatch(folder -> Path.of(folder, program).toFile().canExecute());
  }

  private static String kubectl(String verb, Path folder) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder("kubectl", verb, folder.toString()).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
    return said;
  }

  /** Somewhere in a YAML document. */
  private record Node(Object value) {

    Node at(String... names) {
      Object found = value;
      for (String name : names) {
        found = requireNonNull(((Map<?, ?>) found).get(name), name);
      }
      return new Node(found);
    }

    Node at(int index) {
      return new Node(((List<?>) value).get(index));
    }

    List<Node> items() {
      return ((List<?>) value).stream().map(Node::new).toList();
    }

    List<String> names() {
      return items().stream().map(item -> item.at("name").text()).toList();
    }

    Node named(String name) {
      return items().stream()
          .filter(i -> i.at("name").text().equals(name))
          .findFirst()
          .orElseThrow();
    }

    String text() {
      return String.valueOf(value);
    }
  }
}
