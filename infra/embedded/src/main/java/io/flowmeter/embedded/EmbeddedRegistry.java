package io.flowmeter.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** The Apicurio server as a child process, on an H2 file that it keeps. */
public final class EmbeddedRegistry implements AutoCloseable {

  private static final String HEALTH_PATH = "/apis/ccompat/v7/subjects";
  private static final Duration START_LIMIT = Duration.ofSeconds(60);
  private static final Duration STOP_LIMIT = Duration.ofSeconds(10);

  private final Process process;
  private final int port;

  private EmbeddedRegistry(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  /** What a JVM is to be given after its own options. {@code home} is the unpacked server. */
  public static List<String> arguments(Path home, Path directory, int port) {
    return List.of(
        "-Dquarkus.http.host=127.0.0.1",
        "-Dquarkus.http.port=" + port,
        "-Dquarkus.management.host=127.0.0.1",
        "-Dquarkus.management.port=0",
        "-Dapicurio.datasource.url=jdbc:h2:file:" + directory.resolve("registry"),
        "-Dapicurio.datasource.jdbc.initial-size=2",
        "-Dapicurio.datasource.jdbc.min-size=2",
        "-Dquarkus.log.category.\"apicurio-registry.access\".level=OFF",
        "-Dquarkus.http.access-log.enabled=false",
        "-Djava.util.logging.manager=org.jboss.logmanager.LogManager",
        "-jar",
        home.resolve("quarkus-run.jar").toString());
  }

  public static String healthUrl(int port) {
    return "http://127.0.0.1:" + port + HEALTH_PATH;
  }

  public static EmbeddedRegistry start(Path home, Path directory, int port) {
    if (!Files.exists(home.resolve("quarkus-run.jar"))) {
      throw new IllegalStateException(
          "no registry in " + home + ": build infra/embedded, which unpacks it there");
    }
    try {
      Files.createDirectories(directory);
      Path log = directory.resolve("registry.log");
      Process process =
          new ProcessBuilder(
                  Java.command(
                      List.of("-Xmx192m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"),
                      arguments(home, directory, port)))
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start();
      Children.stopAtExit(process);
      Children.awaitHttp("the schema registry", healthUrl(port), process, START_LIMIT, log);
      return new EmbeddedRegistry(process, port);
    } catch (IOException e) {
      throw new UncheckedIOException("the schema registry cannot start", e);
    }
  }

  public String url() {
    return "http://127.0.0.1:" + port;
  }

  @Override
  public void close() {
    Children.stop(process, STOP_LIMIT);
  }
}
