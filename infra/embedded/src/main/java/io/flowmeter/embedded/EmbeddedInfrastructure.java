package io.flowmeter.embedded;

import io.flowmeter.provisioning.Environment;
import io.flowmeter.provisioning.Provisioner;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;
import org.apache.kafka.common.utils.Exit;

/**
 * Everything embedded, except a MongoDB that FLOWMETER_TEST_MONGODB_URI names: the embedded store
 * speaks the protocol but lacks some of the behaviour.
 */
class EmbeddedInfrastructure implements Infrastructure {

  private static final String MONGODB_URI = "FLOWMETER_TEST_MONGODB_URI";
  private static final String REGISTRY_HOME = "flowmeter.registry.home";
  private static final String PASSWORD = "test-only";

  private final Path directory = temporaryDirectory();
  private final Queue<AutoCloseable> processes = new ConcurrentLinkedQueue<>();
  private final Supplier<Registry> registry = Lazy.of(this::startRegistry);
  private final Supplier<Kafka> kafka = Lazy.of(this::startKafka);
  private final Supplier<Postgres> postgres = Lazy.of(this::startPostgres);
  private final Supplier<Mongo> mongo;
  private final Supplier<Mail> mail = Lazy.of(this::startMail);

  EmbeddedInfrastructure(Map<String, String> env) {
    String given = env.get(MONGODB_URI);
    this.mongo = Lazy.of(() -> new GivenMongo(given == null ? startDocumentStore() : given));
    QuietLogs.install();
    Runtime.getRuntime().addShutdownHook(new Thread(this::cleanUp));
  }

  @Override
  public Kafka kafka() {
    return kafka.get();
  }

  @Override
  public Registry registry() {
    return registry.get();
  }

  @Override
  public Postgres postgres() {
    return postgres.get();
  }

  @Override
  public Mongo mongo() {
    return mongo.get();
  }

  @Override
  public Mail mail() {
    return mail.get();
  }

  /**
   * @return bootstrap servers of a broker without topics
   */
  String startBroker() {
    return EmbeddedKafka.start(directory.resolve("kafka"), Ports.free(), Ports.free())
        .bootstrapServers();
  }

  /**
   * @return a database whose user may make others beside it
   */
  Database startDatabaseServer() {
    EmbeddedPostgres.Server server =
        new EmbeddedPostgres.Server(
            PostgresBinaries.in(registryHome().resolveSibling("postgres")),
            directory.resolve("postgres"),
            Ports.free(),
            EmbeddedPostgres.Durability.FAST);
    EmbeddedPostgres running = EmbeddedPostgres.start(server, PASSWORD, "test");
    closeAtExit(running);
    return new Database(running.jdbcUrl("postgres"), EmbeddedPostgres.USER, PASSWORD);
  }

  /**
   * @return the server's URI, without a database
   */
  String startDocumentStore() {
    return "mongodb://127.0.0.1:" + EmbeddedMongo.startInMemory(Ports.free()).port();
  }

  final void closeAtExit(AutoCloseable process) {
    processes.add(process);
  }

  private Kafka startKafka() {
    CompletableFuture<Registry> registryStarting = CompletableFuture.supplyAsync(registry);
    String bootstrapServers = startBroker();
    new Provisioner(
            Environment.singleBroker(bootstrapServers, registryStarting.join().url()), line -> {})
        .provision();
    return () -> bootstrapServers;
  }

  private Registry startRegistry() {
    EmbeddedRegistry server =
        EmbeddedRegistry.start(registryHome(), directory.resolve("registry"), Ports.free());
    closeAtExit(server);
    return server::url;
  }

  private Postgres startPostgres() {
    Database server = startDatabaseServer();
    return () -> newDatabase(server);
  }

  private static Database newDatabase(Database server) {
    String name = "test_" + UUID.randomUUID().toString().replace("-", "");
    try (Connection connection =
            DriverManager.getConnection(server.url(), server.user(), server.password());
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE DATABASE " + name);
    } catch (SQLException e) {
      throw new IllegalStateException("no new database", e);
    }
    String url = server.url().replaceFirst("[^/]+$", name);
    return new Database(url, server.user(), server.password());
  }

  private Mail startMail() {
    int smtpPort = Ports.free();
    EmbeddedMail catcher = EmbeddedMail.start(directory.resolve("mail"), smtpPort, Ports.free());
    return new Mail() {
      @Override
      public String smtpHost() {
        return "127.0.0.1";
      }

      @Override
      public int smtpPort() {
        return smtpPort;
      }

      @Override
      public List<ReceivedMail> received() {
        return catcher.received();
      }
    };
  }

  /**
   * Set by the build; tests started elsewhere (an IDE) find it from the module that they run in.
   */
  private static Path registryHome() {
    String given = System.getProperty(REGISTRY_HOME);
    if (given != null) {
      return Path.of(given);
    }
    for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
      Path home = at.resolve("infra/embedded/target/registry");
      if (Files.isDirectory(home)) {
        return home;
      }
    }
    throw new IllegalStateException(
        "set -D" + REGISTRY_HOME + ", or build infra/embedded, which unpacks the registry");
  }

  /** What lives in this JVM ends with it; child processes and files would stay. */
  private void cleanUp() {
    // A broker that misses its files halts its JVM as failed: this one's, which is just ending
    // well.
    Exit.setHaltProcedure((status, message) -> {});
    try {
      for (AutoCloseable process : processes) {
        process.close();
      }
      Directories.deleteTree(directory);
    } catch (Exception e) {
      System.err.println("left behind: " + directory + ": " + e);
    }
  }

  private static Path temporaryDirectory() {
    try {
      return Files.createTempDirectory("flowmeter-test-");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
