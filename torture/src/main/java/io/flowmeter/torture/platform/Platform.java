package io.flowmeter.torture.platform;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The whole platform, each part in a process of its own, on an empty data directory. */
public final class Platform implements AutoCloseable {
  /** The port of each service's first instance. */
  private static final Map<String, Integer> SERVICES =
      Map.of("auth", 3000, "accounting", 3001, "proxy", 8000);

  /** From an instance's port to that of the next one. */
  private static final int INSTANCE_STEP = 20;

  private static final List<String> PARTS =
      List.of("postgres", "kafka", "registry", "mongo-auth", "mongo-proxy", "mail");
  private static final Set<String> STORES = Set.of("mongo-auth", "mongo-proxy");
  private static final Duration HEALTH_LIMIT = Duration.ofMinutes(4);
  private static final Duration POLL = Duration.ofMillis(250);
  private static final Duration DOWN_LIMIT = Duration.ofMinutes(2);

  /** What services reach through a link. */
  private static final Map<String, Integer> LINKED =
      Map.of(
          "postgres", 5432,
          "kafka", 9092,
          "registry", 8081,
          "mongo-auth", 27_017,
          "mongo-proxy", 27_020,
          "mail", 1025);

  /** Above the parts' own ports, whose highest is 27,020. */
  private static final int LINK_OFFSET = 100;

  /** Says that a directory may be emptied: we made it. */
  private static final String OURS = "torture";

  private final Launcher launcher;
  private final Path data;
  private final int portOffset;
  private final int instances;
  private final Map<String, Link> links;
  private final Optional<URI> mongodb;
  private final Disk disk;
  private final Process up;
  private final Thread downAtExit = new Thread(this::down, "platform down");

  /**
   * What is started.
   *
   * @param instances of each service
   * @param holdLifetime how long credits stay reserved for a completion that nobody ends; above
   *     what a completion may take with faults, else its credits may be spent twice
   * @param skew by how many seconds the clock of each instance is wrong, in their order; the rest
   *     is right
   * @param mongodb a server to use instead of the embedded stores, without our databases
   */
  public record Choice(
      int portOffset,
      int instances,
      Duration holdLifetime,
      List<Integer> skew,
      Optional<URI> mongodb) {}

  private Platform(Launcher launcher, Path data, Choice choice)
      throws IOException, InterruptedException {
    this.launcher = launcher;
    this.data = data;
    this.portOffset = choice.portOffset();
    this.instances = choice.instances();
    this.mongodb = choice.mongodb();
    this.links = openLinks();
    this.disk = new Disk(data);
    Runtime.getRuntime().addShutdownHook(downAtExit);
    this.up = launcher.up(portOffset, instances);
  }

  public static Platform start(Path root, Path data, Choice choice)
      throws IOException, InterruptedException {
    empty(data);
    Map<String, String> environment = new HashMap<>();
    environment.putAll(clocks(choice));
    choice.mongodb().ifPresent(uri -> environment.put("FLOWMETER_MONGODB_URI", uri.toString()));
    environment.putAll(
        Map.of(
            "DEMO_FLOWISE_CONTROL", "true",
            "DEMO_FLOWISE_TOKEN_DELAY_MILLIS", "15",
            "DEMO_FLOWISE_HANG_LIMIT_MILLIS", "4000",
            // What a killed proxy left behind is settled soon, and what is alive is known to be so.
            "FLOWMETER_PROXY_LEASE", "8s",
            "FLOWMETER_PROXY_PROGRESS_INTERVAL", "2s",
            "FLOWMETER_PROXY_RECOVERY_INTERVAL", "1s",
            "HOLD_LIFETIME", choice.holdLifetime().toSeconds() + "s",
            "FLOWMETER_LINK_OFFSET", Integer.toString(LINK_OFFSET),
            // Everybody comes from one address.
            "ADDRESS_BURST", "1000000"));
    return new Platform(new Launcher(root, data, environment), data, choice);
  }

  private static Map<String, String> clocks(Choice choice) {
    List<String> all =
        SERVICES.keySet().stream()
            .sorted()
            .flatMap(
                each -> IntStream.range(0, choice.instances()).mapToObj(i -> instance(each, i)))
            .toList();
    return IntStream.range(0, Math.min(all.size(), choice.skew().size()))
        .boxed()
        .collect(
            Collectors.toMap(
                i ->
                    "FLOWMETER_CLOCK_OFFSET_"
                        + all.get(i).replace('-', '_').toUpperCase(Locale.ROOT),
                i -> choice.skew().get(i) + "s"));
  }

  private Map<String, Link> openLinks() throws IOException {
    Map<String, Link> opened = new HashMap<>();
    for (var linked : LINKED.entrySet()) {
      String part = linked.getKey();
      opened.put(
          part,
          mongodb.isPresent() && STORES.contains(part)
              ? new Link(port(linked.getValue()) + LINK_OFFSET, address(mongodb.get()))
              : openLink(linked.getValue()));
    }
    for (String service : List.of("auth", "accounting")) {
      for (int i = 0; i < instances; i++) {
        opened.put(instance(service, i), openLink(documentedPort(service, i)));
      }
    }
    return Map.copyOf(opened);
  }

  private Link openLink(int documentedPort) throws IOException {
    int port = port(documentedPort);
    var here = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    return new Link(port + LINK_OFFSET, here);
  }

  private static InetSocketAddress address(URI uri) {
    return new InetSocketAddress(uri.getHost(), uri.getPort());
  }

  /** Whether it is a process that was started here, and may be paused or killed. */
  public boolean isOurs(String part) {
    return mongodb.isEmpty() || !STORES.contains(part);
  }

  private static String instance(String service, int number) {
    return number == 0 ? service : service + "-" + (number + 1);
  }

  private static int documentedPort(String service, int number) {
    return Objects.requireNonNull(SERVICES.get(service)) + number * INSTANCE_STEP;
  }

  /** The parts that are instances of a service. */
  public List<String> instances(String service) {
    return IntStream.range(0, instances).mapToObj(i -> instance(service, i)).toList();
  }

  /** Any instance of it. */
  public Api auth() {
    return any("auth");
  }

  /** Any instance of it. */
  public Api accounting() {
    return any("accounting");
  }

  /** Any instance of it. */
  public Api proxy() {
    return any("proxy");
  }

  private Api any(String service) {
    return api(documentedPort(service, ThreadLocalRandom.current().nextInt(instances)));
  }

  public Upstream upstream() {
    return new Upstream(api(3002));
  }

  public Mailbox mailbox() {
    return new Mailbox(api(8025));
  }

  public Topics topics() {
    return new Topics("127.0.0.1:" + port(9092), api(8081));
  }

  public Books books() {
    return new Books(
        "jdbc:postgresql://127.0.0.1:%d/accounting_db".formatted(port(5432)),
        "postgres",
        secret("DB_PASSWORD"));
  }

  public int port(int documented) {
    return documented + portOffset;
  }

  /** SIGKILL; it stays down until it is started again. */
  public void kill(String part) {
    launcher.run("stop", part, "--now");
  }

  /** SIGKILL behind the launcher's back, which starts it again by itself. */
  public void crash(String part) {
    launcher.process(part).ifPresent(ProcessHandle::destroyForcibly);
  }

  /** Tells whether it is up. */
  public boolean start(String part) {
    return launcher.run("start", part).good();
  }

  /** SIGSTOP: it keeps its connections, and answers nobody. */
  public void pause(String part) {
    launcher.process(part).ifPresent(process -> launcher.signal("STOP", process));
  }

  public void resume(String part) {
    launcher.process(part).ifPresent(process -> launcher.signal("CONT", process));
  }

  public Disk disk() {
    return disk;
  }

  /** The way of the services to this part; nobody calls the proxy but its users. */
  public Optional<Link> link(String part) {
    return Optional.ofNullable(links.get(part));
  }

  /** Makes everything run again. */
  public void heal() throws InterruptedException {
    disk.release();
    links.values().forEach(link -> link.become(Link.State.WELL));
    Stream<String> services = SERVICES.keySet().stream().flatMap(each -> instances(each).stream());
    for (String part : Stream.concat(PARTS.stream(), services).filter(this::isOurs).toList()) {
      resume(part);
      // It may run, be on its way up, or have been given up by the launcher as it died too often.
      if (!start(part)) throw new IllegalStateException(part + " does not start");
    }
    long deadline = System.nanoTime() + HEALTH_LIMIT.toNanos();
    while (!isHealthy()) {
      if (System.nanoTime() > deadline) throw new IllegalStateException("it does not get healthy");
      Thread.sleep(POLL);
    }
  }

  private boolean isHealthy() {
    return IntStream.range(0, instances)
        .allMatch(
            i ->
                api(documentedPort("auth", i)).isHealthy("/health")
                    && api(documentedPort("accounting", i)).isHealthy("/api/health")
                    && api(documentedPort("proxy", i)).isHealthy("/health"));
  }

  public record Checked(boolean good, String output) {}

  /** {@code ./flowmeter ledger}. */
  public Checked ledger(String what, String token) {
    var outcome = launcher.run("ledger", what, "--token", token);
    return new Checked(outcome.good(), outcome.output());
  }

  private Api api(int documentedPort) {
    return new Api(URI.create("http://127.0.0.1:" + port(documentedPort)), "");
  }

  private String secret(String name) {
    Properties secrets = new Properties();
    try (Reader file = Files.newBufferedReader(data.resolve("secrets.properties"))) {
      secrets.load(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return secrets.getProperty(name, "");
  }

  private static void empty(Path data) throws IOException {
    if (Files.exists(data)) {
      try (Stream<Path> files = Files.list(data)) {
        if (!Files.exists(data.resolve(OURS)) && files.findAny().isPresent()) {
          throw new IOException(data + " is in use for something else");
        }
      }
      try (Stream<Path> files = Files.walk(data)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) Files.delete(file);
      }
    }
    Files.createDirectories(data);
    Files.writeString(data.resolve(OURS), "");
  }

  private void down() {
    launcher.run("down");
    links.values().forEach(Link::close);
  }

  @Override
  public void close() {
    down();
    Runtime.getRuntime().removeShutdownHook(downAtExit);
    try {
      if (!up.waitFor(DOWN_LIMIT.toSeconds(), TimeUnit.SECONDS)) up.destroyForcibly();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
