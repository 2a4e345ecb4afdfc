package io.flowmeter.provisioning;

import io.flowmeter.provisioning.TopicDefinition.Subject;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The schemas' half of provisioning, through the registry's Confluent-compatible API. What is
 * refused is looked at again: another provisioner may just have done the same.
 */
final class Schemas {

  private static final String API = "/apis/ccompat/v7";
  private static final String COMPATIBILITY = "FULL_TRANSITIVE";
  private static final String JSON = "application/vnd.schemaregistry.v1+json";

  private final JsonMapper json = JsonMapper.shared();
  private final Environment environment;
  private final Consumer<String> progress;
  private final HttpClient http;

  Schemas(Environment environment, Consumer<String> progress) {
    this.environment = environment;
    this.progress = progress;
    this.http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(environment.timeout())
            .build();
  }

  List<String> provision(List<Subject> subjects) {
    List<String> problems = new ArrayList<>();
    try {
      for (Subject subject : subjects) {
        provision(subject).ifPresent(problems::add);
      }
    } catch (IOException e) {
      problems.add("schema registry at %s: %s".formatted(environment.registry(), e));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      problems.add("interrupted while registering schemas");
    }
    return problems;
  }

  private Optional<String> provision(Subject subject) throws IOException, InterruptedException {
    boolean known = send("GET", versions(subject), null).statusCode() == 200;
    if (known) {
      // Before the new version, so that the registry itself judges it.
      requireCompatibility(subject);
    }
    if (isRegistered(subject)) {
      return Optional.empty();
    }
    HttpResponse<String> registered =
        send("POST", versions(subject), Map.of("schema", subject.schema()));
    if (registered.statusCode() != 200 && isRegistered(subject)) {
      return Optional.empty();
    }
    if (registered.statusCode() == 409 || registered.statusCode() == 422) {
      return Optional.of(
          "schema %s is not %s compatible with its registered versions: %s"
              .formatted(subject.name(), COMPATIBILITY, message(registered)));
    }
    if (registered.statusCode() != 200) {
      return Optional.of(
          "schema %s was refused with %d: %s"
              .formatted(subject.name(), registered.statusCode(), message(registered)));
    }
    if (!known) {
      requireCompatibility(subject);
    }
    progress.accept("schema " + subject.name() + " registered");
    return Optional.empty();
  }

  private boolean isRegistered(Subject subject) throws IOException, InterruptedException {
    return send("POST", "/subjects/" + encoded(subject), Map.of("schema", subject.schema()))
            .statusCode()
        == 200;
  }

  private void requireCompatibility(Subject subject) throws IOException, InterruptedException {
    if (isCompatibilityRequired(subject)) {
      return;
    }
    HttpResponse<String> set = send("PUT", config(subject), Map.of("compatibility", COMPATIBILITY));
    if (set.statusCode() != 200 && !isCompatibilityRequired(subject)) {
      throw new IOException(
          "compatibility of %s was refused with %d: %s"
              .formatted(subject.name(), set.statusCode(), message(set)));
    }
  }

  private boolean isCompatibilityRequired(Subject subject)
      throws IOException, InterruptedException {
    HttpResponse<String> current = send("GET", config(subject), null);
    return current.statusCode() == 200
        && COMPATIBILITY.equals(
            json.readTree(current.body()).path("compatibilityLevel").asString(""));
  }

  private static String config(Subject subject) {
    return "/config/" + encoded(subject);
  }

  private static String versions(Subject subject) {
    return "/subjects/" + encoded(subject) + "/versions";
  }

  private static String encoded(Subject subject) {
    return URLEncoder.encode(subject.name(), StandardCharsets.UTF_8);
  }

  private HttpResponse<String> send(String method, String path, @Nullable Map<String, String> body)
      throws IOException, InterruptedException {
    String base = environment.registry().toString().replaceAll("/+$", "");
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(base + API + path))
            .timeout(environment.timeout())
            .header("Content-Type", JSON)
            .header("Accept", JSON)
            .method(
                method,
                body == null
                    ? BodyPublishers.noBody()
                    : BodyPublishers.ofString(json.writeValueAsString(body)))
            .build();
    return http.send(request, BodyHandlers.ofString());
  }

  private String message(HttpResponse<String> response) {
    try {
      JsonNode message = json.readTree(response.body()).path("message");
      return message.isString() ? message.asString() : response.body();
    } catch (RuntimeException notJson) {
      return response.body();
    }
  }
}
