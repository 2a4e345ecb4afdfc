package io.flowmeter.embedded;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Child processes of this JVM: waiting for them and stopping them, within limits. */
final class Children {

  private static final Duration POLL_INTERVAL = Duration.ofMillis(50);
  private static final int LOG_LINES_SHOWN = 20;

  private Children() {}

  static void stopAtExit(Process process) {
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
  }

  static void stop(Process process, Duration limit) {
    process.destroy();
    try {
      if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  static void awaitHttp(String name, String url, Process process, Duration limit, Path log)
      throws IOException {
    HttpRequest request = HttpRequest.newBuilder(URI.create(url)).timeout(limit).build();
    try (HttpClient http = HttpClient.newHttpClient()) {
      await(
          name,
          () -> {
            try {
              return http.send(request, BodyHandlers.discarding()).statusCode() == 200;
            } catch (IOException notYet) {
              return false;
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
              return false;
            }
          },
          process,
          limit,
          log);
    }
  }

  static void await(String name, BooleanSupplier ready, Process process, Duration limit, Path log)
      throws IOException {
    long deadline = System.nanoTime() + limit.toNanos();
    while (!ready.getAsBoolean()) {
      boolean late = System.nanoTime() > deadline;
      if (late || !process.isAlive()) {
        process.destroyForcibly();
        throw new IOException(
            "%s %s; its log ends with:%n%s"
                .formatted(
                    name,
                    late ? "was not ready after " + limit : "ended at its start",
                    String.join(System.lineSeparator(), tail(log))));
      }
      try {
        Thread.sleep(POLL_INTERVAL);
      } catch (InterruptedException e) {
        process.destroyForcibly();
        Thread.currentThread().interrupt();
        throw new IOException("interrupted while waiting for " + name, e);
      }
    }
  }

  private static List<String> tail(Path log) throws IOException {
    if (!Files.exists(log)) {
      return List.of();
    }
    List<String> lines =
        new String(Files.readAllBytes(log), StandardCharsets.UTF_8).lines().toList();
    return lines.subList(Math.max(0, lines.size() - LOG_LINES_SHOWN), lines.size());
  }
}
