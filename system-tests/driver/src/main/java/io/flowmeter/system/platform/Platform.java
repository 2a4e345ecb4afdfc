package io.flowmeter.system.platform;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The whole platform, started once for all tests, each part in its own process. */
public final class Platform {
  private static final Duration START_LIMIT = Duration.ofMinutes(4);
  private static final Duration STOP_LIMIT = Duration.ofMinutes(1);

  /**
   * Tests that run at the same time have their own; everything stays below the ports that the
   * system hands out by itself.
   */
  private static final List<Integer> OFFSETS =
      Stream.iterate(Integer.getInteger("flowmeter.port-offset", 4100), offset -> offset + 200)
          .limit(3)
          .toList();

  private static final List<Integer> PORTS =
      List.of(
          3000, 3001, 3002, 3010, 3011, 8000, 8025, 8010, 1025, 5432, 9092, 9093, 8081, 27017,
          27020);

  private static final Map<String, Platform> RUNNING = new ConcurrentHashMap<>();

  private final int offset;
  private final Traces traces = new Traces();
  private final Launcher launcher;
  private volatile Process up;

  private Platform(Path root) {
    this.offset = OFFSETS.stream().filter(Platform::isFree).findFirst().orElseThrow();
    this.launcher =
        new Launcher(
            root,
            emptied(Path.of("target/platform").toAbsolutePath()).resolve("data"),
            offset,
            Map.of(
                "DEMO_FLOWISE_CONTROL", "true",
                "OTEL_EXPORTER_OTLP_ENDPOINT", traces.endpoint(),
                "OTEL_TRACES_SAMPLER_ARG", "0",
                // What a killed proxy left behind is settled by the next one after this.
                "FLOWMETER_PROXY_LEASE", "5s",
                "FLOWMETER_PROXY_RECOVERY_INTERVAL", "1s"));
    Runtime.getRuntime().addShutdownHook(new Thread(this::down, "platform down"));
    this.up = launcher.up();
    awaitHealthy();
  }

  public static Platform running() {
    return RUNNING.computeIfAbsent("platform", key -> new Platform(root()));
  }

  public Client auth() {
    return client(3000);
  }

  public Client accounting() {
    return client(3001);
  }

  public Client proxy() {
    return client(8000);
  }

  /** What only Prometheus and probes ask, of auth, accounting and proxy. */
  public List<Client> management() {
    return List.of(client(3010), client(3011), client(8010));
  }

  public Client mail() {
    return client(8025);
  }

  public Demo demo() {
    return new Demo(client(3002));
  }

  public Topics topics() {
    return new Topics("127.0.0.1:" + (9092 + offset), client(8081));
  }

  public Traces traces() {
    return traces;
  }

  public Books books() {
    return new Books(
        "jdbc:postgresql://127.0.0.1:" + (5432 + offset) + "/accounting_db",
        "postgres",
        launcher.secret("DB_PASSWORD"));
  }

  /** New and empty, under a name that no other has. */
  public Predecessor predecessor(String name) {
    return new Predecessor(books(), name, 27017 + offset, 27020 + offset);
  }

  public String accessSecret() {
    return launcher.secret("JWT_ACCESS_SECRET");
  }

  /** {@code ./flowmeter}, as the administrator. */
  public CommandEnd command(String... words) {
    return launcher.command(asAdministrator(words));
  }

  /**
   * The same, but killed when services have made something twice, before it hears of the second.
   *
   * @return empty if it was killed, which it is not where less is made
   */
  public Optional<CommandEnd> commandTornOff(String... words) {
    try (Relay relay =
        new Relay(Map.of("auth", auth(), "accounting", accounting(), "proxy", proxy()))) {
      List<String> all = asAdministrator(words);
      all.addAll(relay.options());
      return launcher.command(all, relay::hasKept);
    }
  }

  private static List<String> asAdministrator(String... words) {
    List<String> all = new ArrayList<>(List.of(words));
    all.addAll(List.of("--token", Walk.done().administrator().token()));
    return all;
  }

  /** {@code ./flowmeter}, for what asks nobody who they are. */
  public CommandEnd anonymousCommand(String... words) {
    return launcher.command(List.of(words));
  }

  /** The port that this platform uses in place of the documented one. */
  public int port(int documented) {
    return documented + offset;
  }

  public void kill(String component) {
    launcher.kill(component);
  }

  /** Stops a process where it is; it keeps its connections, and answers nobody. */
  public void suspend(String component) {
    launcher.signal(component, "STOP");
  }

  public void resume(String component) {
    launcher.signal(component, "CONT");
  }

  public void start(String component) {
    launcher.start(component);
  }

  /** Makes everything run again that a test, however it ended, has stopped or suspended. */
  public void mend() {
    for (String component : List.of("kafka", "accounting", "proxy")) {
      if (launcher.isRunning(component)) {
        launcher.signal(component, "CONT");
      } else {
        launcher.start(component);
      }
    }
    awaitHealthy();
  }

  public void down() {
    if (!up.isAlive()) {
      return;
    }
    launcher.down();
    try {
      if (!up.waitFor(STOP_LIMIT.toSeconds(), TimeUnit.SECONDS)) {
        throw new AssertionError("up does not end after down:\n" + launcher.output("up"));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  public void upAgain() {
    up = launcher.up();
    awaitHealthy();
  }

  public void awaitHealthy() {
    await("all services healthy")
        .atMost(START_LIMIT)
        .pollInterval(Duration.ofMillis(200))
        .until(
            () -> {
              if (!up.isAlive()) {
                throw new AssertionError("up has ended:\n" + launcher.output("up"));
              }
              return isHealthy(auth(), "/health")
                  && isHealthy(accounting(), "/api/health")
                  && isHealthy(proxy(), "/health");
            });
  }

  private static boolean isHealthy(Client service, String path) {
    try {
      return service.get(path).status() == 200;
    } catch (UncheckedIOException notYet) {
      return false;
    }
  }

  private Client client(int documentedPort) {
    return new Client(URI.create("http://127.0.0.1:" + (documentedPort + offset)), null);
  }

  private static Path root() {
    Path here = Path.of("").toAbsolutePath();
    return Files.exists(here.resolve("flowmeter"))
        ? here
        : Stream.iterate(here, path -> path != null, Path::getParent)
            .filter(path -> Files.exists(path.resolve("flowmeter")))
            .findFirst()
            .orElseThrow();
  }

  private static Path emptied(Path directory) {
    try {
      if (Files.exists(directory)) {
        try (Stream<Path> files = Files.walk(directory)) {
          for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
            Files.delete(file);
          }
        }
      }
      return Files.createDirectories(directory);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean isFree(int offset) {
    return PORTS.stream().allMatch(port -> isPortFree(port + offset));
  }

  private static boolean isPortFree(int port) {
    try (ServerSocket probe = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return probe.isBound();
    } catch (IOException taken) {
      return false;
    }
  }
}
