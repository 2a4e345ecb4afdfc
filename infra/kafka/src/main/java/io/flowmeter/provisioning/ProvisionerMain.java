package io.flowmeter.provisioning;

import java.io.PrintStream;
import java.net.URI;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The deployment job. Arguments {@code --bootstrap-servers}, {@code --registry-url} and {@code
 * --replication-factor}, each falling back to the environment's KAFKA_BOOTSTRAP_SERVERS,
 * SCHEMA_REGISTRY_URL and KAFKA_REPLICATION_FACTOR. Further settings of Kafka's client are read
 * from the environment as the services read them: FLOWMETER_KAFKA_PROPERTIES_SECURITY_PROTOCOL is
 * security.protocol.
 */
public final class ProvisionerMain {

  private static final String KAFKA_PROPERTIES = "FLOWMETER_KAFKA_PROPERTIES_";

  private ProvisionerMain() {}

  public static void main(String[] args) {
    System.exit(run(args, System.getenv(), System.out, System.err));
  }

  static int run(String[] args, Map<String, String> env, PrintStream out, PrintStream err) {
    Environment environment;
    try {
      environment = environment(args, env);
    } catch (IllegalArgumentException e) {
      err.println(e.getMessage());
      err.println(
          "usage: provisioner [--bootstrap-servers HOST:PORT,...] [--registry-url URL] [--replication-factor N]");
      return 2;
    }
    try {
      new Provisioner(environment, out::println).provision();
      out.println("topics and schemas are as defined");
      return 0;
    } catch (ProvisioningException e) {
      e.problems().forEach(err::println);
      return 1;
    }
  }

  private static Environment environment(String[] args, Map<String, String> env) {
    String bootstrap = env.getOrDefault("KAFKA_BOOTSTRAP_SERVERS", "localhost:9092");
    String registry = env.getOrDefault("SCHEMA_REGISTRY_URL", "http://localhost:8081");
    String replication = env.getOrDefault("KAFKA_REPLICATION_FACTOR", "1");
    for (int i = 0; i < args.length; i += 2) {
      String value = i + 1 < args.length ? args[i + 1] : "";
      switch (args[i]) {
        case "--bootstrap-servers" -> bootstrap = value;
        case "--registry-url" -> registry = value;
        case "--replication-factor" -> replication = value;
        default -> throw new IllegalArgumentException("unknown argument " + args[i]);
      }
    }
    return new Environment(
        bootstrap,
        URI.create(registry),
        replicationFactor(replication),
        kafkaProperties(env),
        Environment.DEFAULT_TIMEOUT);
  }

  static Map<String, String> kafkaProperties(Map<String, String> env) {
    return env.entrySet().stream()
        .filter(variable -> variable.getKey().startsWith(KAFKA_PROPERTIES))
        .collect(
            Collectors.toUnmodifiableMap(
                variable ->
                    variable
                        .getKey()
                        .substring(KAFKA_PROPERTIES.length())
                        .toLowerCase(Locale.ROOT)
                        .replace('_', '.'),
                Map.Entry::getValue));
  }

  private static short replicationFactor(String text) {
    try {
      return Short.parseShort(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "the replication factor must be a whole number, not '" + text + "'", e);
    }
  }
}
