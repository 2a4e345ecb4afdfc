package io.flowmeter.launcher.doctor;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One question, and an answer of whatever kind; none if nobody is there. */
final class Http {
  private static final Duration LIMIT = Duration.ofSeconds(5);

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(LIMIT).build();

  Optional<HttpResponse<String>> get(URI url, @Nullable String token) throws InterruptedException {
    HttpRequest.Builder request = HttpRequest.newBuilder(url).timeout(LIMIT);
    if (token != null) request.header("Authorization", "Bearer " + token);
    try {
      return Optional.of(http.send(request.build(), BodyHandlers.ofString()));
    } catch (IOException nobody) {
      return Optional.empty();
    }
  }
}
