package io.flowmeter.launcher;

import io.flowmeter.embedded.EmbeddedPostgres;
import io.flowmeter.embedded.EmbeddedRegistry;
import io.flowmeter.embedded.PostgresBinaries;
import io.flowmeter.launcher.Component.Launch;
import io.flowmeter.launcher.Component.Port;
import io.flowmeter.launcher.Component.Preparation;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The parts of the platform, in an order in which each comes after what it needs. */
final class Platform {

  static final int HIGHEST_BASE_PORT = 27_020;

  /** From a service's port to the one of its figures. */
  private static final int MANAGEMENT_OFFSET = 10;

  private static final String AUTH = "auth";
  private static final String ACCOUNTING = "accounting";
  private static final String PROXY = "proxy";

  /** Of one service; the ports of more would be those of other parts. */
  static final int MAX_INSTANCES = 4;

  /** From an instance's ports to those of the next one. */
  private static final int INSTANCE_STEP = 20;

  private static final String MAIL = "mail";

  /** What ends or fails is known at once; this is for an overloaded machine. */
  private static final Duration START_LIMIT = Duration.ofMinutes(4);

  private static final Duration STOP_LIMIT = Duration.ofSeconds(30);
  private static final Duration SERVICE_STOP_LIMIT = Duration.ofSeconds(40);
  private static final String DATABASE = "accounting_db";

  /**
   * Megabytes, as much as may be needed under load: with half of it, the proxy and the store
   * collected all of their heap every few seconds, and everybody waited 0.1 to 0.2 s.
   */
  private static final int PROXY_HEAP = 384;

  private static final int STORE_HEAP = 256;
  private static final int SERVICE_HEAP = 256;

  /**
   * For who stands between the services and what they call, to see what happens when it breaks: the
   * services find each server so many ports further on.
   */
  static final String LINK_OFFSET = "FLOWMETER_LINK_OFFSET";

  /** For who sets the clock of one instance wrong, whose name follows in capitals. */
  static final String CLOCK_OFFSET = "FLOWMETER_CLOCK_OFFSET_";

  /** For who has a MongoDB: it is used instead of the embedded stores. */
  static final String MONGODB = "FLOWMETER_MONGODB_URI";

  /** Its class path, through its manifest, holds every part that is not a service. */
  private static final Path LAUNCHER_JAR =
      Path.of(System.getProperty("java.class.path")).toAbsolutePath();

  private final Path root;
  private final Home home;
  private final int portOffset;
  private final int instances;
  private final int linkOffset;
  private final Optional<OwnMongo> mongo;
  private final Jvm jvm;
  private final Map<String, String> given;

  Platform(Path root, Home home, PlatformSettings settings) {
    this(root, home, settings, System.getenv());
  }

  Platform(Path root, Home home, PlatformSettings settings, Map<String, String> environment) {
    this.linkOffset = Integer.parseInt(environment.getOrDefault(LINK_OFFSET, "0"));
    this.mongo = OwnMongo.of(environment.getOrDefault(MONGODB, ""));
    this.jvm = new Jvm(environment);
    this.given = Map.copyOf(environment);
    this.root = root;
    this.home = home;
    this.portOffset = settings.portOffset();
    this.instances = settings.instances();
  }

  List<Component> components(Secrets secrets, Optional<Flowise> flowise) {
    List<Component> all = new ArrayList<>();
    all.add(postgres(secrets));
    all.add(kafka());
    all.add(registry());
    if (mongo.isEmpty()) {
      all.add(mongo("mongo-auth", 27_017, "MongoDB protocol store of auth"));
      all.add(mongo("mongo-proxy", 27_020, "MongoDB protocol store of proxy"));
    }
    all.add(mail());
    if (flowise.isEmpty()) {
      all.add(demoFlowise(secrets));
    }
    all.add(provision());
    for (int instance = 0; instance < instances; instance++) {
      all.add(auth(secrets, instance));
      all.add(accounting(secrets, instance));
      all.add(proxy(secrets, flowise, instance));
    }
    return List.copyOf(all);
  }

  int port(int base) {
    return base + portOffset;
  }

  /** Where services find a server. */
  private int link(int base) {
    return port(base) + linkOffset;
  }

  private Component postgres(Secrets secrets) {
    EmbeddedPostgres.Server server =
        new EmbeddedPostgres.Server(
            PostgresBinaries.in(root.resolve("infra/embedded/target/postgres")),
            home.data("postgres"),
            port(5432),
            EmbeddedPostgres.Durability.DURABLE);
    return new Component(
        "postgres",
        "PostgreSQL",
        List.of(new Port(port(5432), "PostgreSQL")),
        List.of(),
        new Launch(
            server.command(),
            Map.of(),
            () -> server.prepare(secrets.get(Secrets.DATABASE), DATABASE),
            Optional.empty()),
        new Health.Told(server::isReady),
        false,
        Optional.of(server.stopCommand(STOP_LIMIT)),
        START_LIMIT,
        STOP_LIMIT);
  }

  private Component kafka() {
    return server(
        "kafka",
        "Kafka broker",
        List.of(new Port(port(9092), "Kafka"), new Port(port(9093), "Kafka's controller")),
        new Health.Listening(port(9092)),
        LAUNCHER_JAR,
        jvm.command(
            320,
            embedded(
                "kafka",
                home.data("kafka"),
                Integer.toString(port(9092)),
                Integer.toString(port(9093)),
                Integer.toString(link(9092)))));
  }

  private Component registry() {
    Path server = root.resolve("infra/embedded/target/registry");
    return server(
        "registry",
        "Schema registry",
        List.of(new Port(port(8081), "the schema registry")),
        new Health.Http(EmbeddedRegistry.healthUrl(port(8081))),
        server.resolve("quarkus-run.jar"),
        jvm.command(192, EmbeddedRegistry.arguments(server, home.data("registry"), port(8081))));
  }

  private Component mongo(String name, int basePort, String title) {
    return server(
        name,
        title,
        List.of(new Port(port(basePort), title)),
        new Health.Listening(port(basePort)),
        LAUNCHER_JAR,
        jvm.command(
            STORE_HEAP, embedded("mongo", home.data(name), Integer.toString(port(basePort)))));
  }

  private Component mail() {
    return server(
        MAIL,
        "Mail catcher",
        List.of(new Port(port(1025), "SMTP"), new Port(port(8025), "the mail page")),
        new Health.Http("http://localhost:" + port(8025) + "/"),
        LAUNCHER_JAR,
        jvm.command(
            64,
            embedded(
                "mail",
                home.data(MAIL),
                Integer.toString(port(1025)),
                Integer.toString(port(8025)))));
  }

  private Component demoFlowise(Secrets secrets) {
    int port = port(3002);
    return new Component(
        "demo-flowise",
        "Demo Flowise",
        List.of(new Port(port, "the demo Flowise")),
        List.of(),
        new Launch(
            jvm.command(64, classPath("io.flowmeter.demo.DemoFlowise", "--port", "" + port)),
            Map.of(Secrets.DEMO_FLOWISE, secrets.get(Secrets.DEMO_FLOWISE)),
            Preparation.NONE,
            archive("demo-flowise", LAUNCHER_JAR)),
        new Health.Listening(port),
        false,
        Optional.empty(),
        START_LIMIT,
        STOP_LIMIT);
  }

  private Component provision() {
    return new Component(
        "topics",
        "Topics and schemas",
        List.of(),
        List.of("kafka", "registry"),
        new Launch(
            jvm.command(64, classPath("io.flowmeter.provisioning.ProvisionerMain")),
            events(),
            Preparation.NONE,
            archive("topics", LAUNCHER_JAR)),
        new Health.Told(pid -> false),
        true,
        Optional.empty(),
        START_LIMIT,
        STOP_LIMIT);
  }

  private Component auth(Secrets secrets, int instance) {
    return service(
        AUTH,
        instance,
        3000,
        "/health",
        SERVICE_HEAP,
        mongo.isEmpty() ? List.of("mongo-auth", "mail", "topics") : List.of("mail", "topics"),
        secrets,
        Map.of(
            "NODE_ENV",
            "development",
            "MONGODB_URI",
            database(27_017, "auth_db"),
            "SMTP_HOST",
            "127.0.0.1",
            "SMTP_PORT",
            "" + link(1025),
            "FRONTEND_URL",
            "http://localhost:" + port(3001)));
  }

  private Component accounting(Secrets secrets, int instance) {
    return service(
        ACCOUNTING,
        instance,
        3001,
        "/api/health",
        SERVICE_HEAP,
        List.of("postgres", "topics"),
        secrets,
        Map.of(
            "NODE_ENV",
            "development",
            "DB_HOST",
            "127.0.0.1",
            "DB_PORT",
            "" + link(5432),
            "DB_NAME",
            DATABASE,
            "DB_USER",
            EmbeddedPostgres.USER,
            "DB_PASSWORD",
            secrets.get(Secrets.DATABASE)));
  }

  /** Asks the instances of auth and accounting that were started together with it. */
  private Component proxy(Secrets secrets, Optional<Flowise> flowise, int instance) {
    List<String> needs = new ArrayList<>(List.of("topics"));
    if (mongo.isEmpty()) {
      needs.add("mongo-proxy");
    }
    if (flowise.isEmpty()) {
      needs.add("demo-flowise");
    }
    Flowise upstream =
        flowise.orElseGet(
            () ->
                new Flowise(
                    "http://127.0.0.1:" + port(3002) + "/api/v1",
                    secrets.get(Secrets.DEMO_FLOWISE)));
    return service(
        PROXY,
        instance,
        8000,
        "/health",
        PROXY_HEAP,
        needs,
        secrets,
        Map.of(
            "MONGODB_URI", database(27_020, "flowise_proxy"),
            "AUTH_SERVICE_URL",
                "http://127.0.0.1:" + link(3000 + instance * INSTANCE_STEP) + "/api",
            "ACCOUNTING_SERVICE_URL",
                "http://127.0.0.1:" + link(3001 + instance * INSTANCE_STEP) + "/api",
            "FLOWISE_API_BASE_URL", upstream.url(),
            "FLOWISE_API_KEY", upstream.key()));
  }

  private Component service(
      String service,
      int instance,
      int basePort,
      String healthPath,
      int heap,
      List<String> needs,
      Secrets secrets,
      Map<String, String> own) {
    String name = instance == 0 ? service : service + "-" + (instance + 1);
    int port = port(basePort + instance * INSTANCE_STEP);
    Map<String, String> environment = new HashMap<>(events());
    environment.putAll(own);
    String clock = given.get(CLOCK_OFFSET + name.replace('-', '_').toUpperCase(Locale.ROOT));
    if (clock != null) environment.put("CLOCK_OFFSET", clock);
    environment.put("PORT", "" + port);
    environment.put("MANAGEMENT_PORT", "" + (port + MANAGEMENT_OFFSET));
    environment.put("MANAGEMENT_SERVER_ADDRESS", "127.0.0.1");
    environment.put("FLOWMETER_TRY_IT", "true");
    environment.put(Secrets.ACCESS, secrets.get(Secrets.ACCESS));
    environment.put(Secrets.REFRESH, secrets.get(Secrets.REFRESH));
    BootApplication application = new BootApplication(root.resolve("services").resolve(service));
    return new Component(
        name,
        "Service " + name,
        List.of(
            new Port(port, "service " + name),
            new Port(port + MANAGEMENT_OFFSET, "the figures of service " + name)),
        needs,
        new Launch(
            jvm.command(heap, application.arguments()),
            Map.copyOf(environment),
            application::extract,
            archive(service, application.jar())),
        new Health.Http("http://localhost:" + port + healthPath),
        false,
        Optional.empty(),
        START_LIMIT,
        SERVICE_STOP_LIMIT);
  }

  private String database(int basePort, String name) {
    String linked = "127.0.0.1:" + link(basePort);
    return mongo
        .map(own -> own.database(linkOffset == 0 ? own.address() : linked, name))
        .orElse("mongodb://" + linked + "/" + name);
  }

  private Map<String, String> events() {
    return Map.of(
        "KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:" + link(9092),
        "SCHEMA_REGISTRY_URL", "http://127.0.0.1:" + link(8081));
  }

  private Component server(
      String name, String title, List<Port> ports, Health health, Path jar, List<String> command) {
    return new Component(
        name,
        title,
        ports,
        List.of(),
        new Launch(command, Map.of(), Preparation.NONE, archive(name, jar)),
        health,
        false,
        Optional.empty(),
        START_LIMIT,
        STOP_LIMIT);
  }

  /** A platform elsewhere is taken for a passing one, which ends before an archive would pay. */
  private Optional<ClassArchive> archive(String name, Path jar) {
    return Optional.of(
        new ClassArchive(
            root.resolve("infra/launcher/target/archives"),
            name,
            jar,
            home.directory().equals(root.resolve(Home.USUAL))));
  }

  private static List<String> embedded(String kind, Path directory, String... ports) {
    List<String> arguments = new ArrayList<>(List.of(kind, directory.toString()));
    arguments.addAll(List.of(ports));
    return classPath("io.flowmeter.embedded.EmbeddedProcess", arguments.toArray(String[]::new));
  }

  private static List<String> classPath(String mainClass, String... arguments) {
    List<String> all = new ArrayList<>(List.of("-cp", LAUNCHER_JAR.toString(), mainClass));
    all.addAll(List.of(arguments));
    return all;
  }
}
