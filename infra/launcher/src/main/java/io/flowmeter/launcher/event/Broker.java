package io.flowmeter.launcher.event;

import io.flowmeter.launcher.client.Data;
import io.flowmeter.launcher.client.LocalPlatform;
import io.flowmeter.launcher.client.Refusal;
import io.flowmeter.launcher.terminal.Misuse;
import io.flowmeter.launcher.terminal.Terminal;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Where a command finds Kafka and the schema registry: without addresses, on this machine. */
public final class Broker {
  private final Map<String, String> environment;
  private final LocalPlatform local;
  private final Terminal terminal;

  @Option(names = "--json", description = "Print JSON, one object a record, for programs.")
  private boolean json;

  @Option(
      names = "--kafka",
      paramLabel = "HOST:PORT",
      description = "Bootstrap servers; or FLOWMETER_KAFKA.")
  private @Nullable String kafka;

  @Option(
      names = "--kafka-config",
      paramLabel = "FILE",
      description = "Properties of the Kafka client, such as its security.")
  private @Nullable Path config;

  @Option(
      names = "--registry-url",
      paramLabel = "URL",
      description = "Address of the schema registry; or FLOWMETER_REGISTRY_URL.")
  private @Nullable String registry;

  @Mixin private final Data data;

  public Broker(
      Map<String, String> environment, LocalPlatform local, Data data, Terminal terminal) {
    this.environment = environment;
    this.local = local;
    this.data = data;
    this.terminal = terminal;
  }

  Terminal terminal() {
    return terminal;
  }

  boolean json() {
    return json;
  }

  /** What every client of Kafka is started with. */
  Map<String, Object> settings() {
    Map<String, Object> settings = new HashMap<>();
    settings.put("bootstrap.servers", address(kafka, "FLOWMETER_KAFKA", "localhost:%d", 9092));
    settings.put("enable.auto.commit", false);
    if (config == null) return settings;
    Properties given = new Properties();
    try (Reader file = Files.newBufferedReader(config)) {
      given.load(file);
    } catch (IOException e) {
      throw new Misuse("the file %s cannot be read (%s)".formatted(config, e.getMessage()));
    }
    given.stringPropertyNames().forEach(name -> settings.put(name, given.getProperty(name)));
    return settings;
  }

  String registry() {
    return address(registry, "FLOWMETER_REGISTRY_URL", "http://localhost:%d", 8081)
        .replaceAll("/+$", "");
  }

  private String address(@Nullable String option, String variable, String usual, int port) {
    if (option != null) return option;
    String given = environment.getOrDefault(variable, "");
    if (!given.isBlank()) return given;
    OptionalInt offset = local.portOffset(data.directory());
    if (offset.isEmpty()) {
      throw new Refusal(
          0,
          "Flowmeter is not up in %s; ./flowmeter up starts it. Another platform's: --kafka and --registry-url."
              .formatted(data.directory()));
    }
    return usual.formatted(port + offset.getAsInt());
  }
}
