package io.flowmeter.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Makes {@code infra/.env}, from which {@code infra/docker-compose.yml} takes its secrets. Run from
 * source, so that somebody with Docker alone need not build: it uses nothing but the JDK.
 */
final class Init {

  private static final int SECRET_BYTES = 32;
  private static final SecureRandom RANDOM = new SecureRandom();

  private static final String RANDOM_VALUE = "";

  private static final Map<String, String> OPTIONS =
      Map.of("--flowise-url", "FLOWISE_API_BASE_URL", "--flowise-key", "FLOWISE_API_KEY");

  private record Variable(String name, String value, String comment) {
    String line() {
      String said = comment.isEmpty() ? "" : "\n# " + comment + "\n";
      return said + name + "=" + (value.equals(RANDOM_VALUE) ? secret() : value) + "\n";
    }
  }

  private static final List<Variable> VARIABLES =
      List.of(
          new Variable("JWT_ACCESS_SECRET", RANDOM_VALUE, "Sign tokens; the services share them."),
          new Variable("JWT_REFRESH_SECRET", RANDOM_VALUE, ""),
          new Variable(
              "DB_PASSWORD",
              RANDOM_VALUE,
              "Databases take these when they first start; changed later, they stop being right."),
          new Variable("REGISTRY_DB_PASSWORD", RANDOM_VALUE, ""),
          new Variable("MONGODB_AUTH_PASSWORD", RANDOM_VALUE, ""),
          new Variable("MONGODB_PROXY_PASSWORD", RANDOM_VALUE, ""),
          new Variable("GRAFANA_PASSWORD", RANDOM_VALUE, "Of user admin, with profile observe."),
          new Variable(
              "FLOWISE_API_BASE_URL",
              "http://flowise:3000/api/v1",
              "Your Flowise and its API key. As made: what profile demo or flowise starts, and the demo's key."),
          new Variable("FLOWISE_API_KEY", RANDOM_VALUE, ""));

  private Init() {}

  /** The checkout, then what {@code ./flowmeter} was given. */
  public static void main(String[] args) throws IOException {
    try {
      run(Path.of(args[0]), List.of(args).subList(2, args.length), System.out::println);
    } catch (IllegalArgumentException misuse) {
      System.err.println("./flowmeter init: " + misuse.getMessage());
      System.exit(2);
    }
  }

  /**
   * @throws IllegalArgumentException if the words make no sense; the message says why
   */
  static void run(Path root, List<String> words, Consumer<String> out) throws IOException {
    Map<String, String> chosen = chosen(words);
    Path file = root.resolve("infra").resolve(".env");
    make(file, out);
    if (!chosen.isEmpty()) change(file, chosen, out);
  }

  /** As {@link #run}. */
  static Map<String, String> chosen(List<String> words) {
    Map<String, String> chosen = new LinkedHashMap<>();
    for (int i = 0; i < words.size(); i += 2) {
      String name = OPTIONS.get(words.get(i));
      if (name == null || i + 1 == words.size()) {
        throw new IllegalArgumentException(
            "it takes nothing, or --flowise-url URL and --flowise-key KEY, not '%s'"
                .formatted(words.get(i)));
      }
      String value = words.get(i + 1);
      if (name.equals("FLOWISE_API_BASE_URL") && !value.matches("https?://\\S+")) {
        throw new IllegalArgumentException(
            "--flowise-url is an http or https address, not '%s'".formatted(value));
      }
      if (name.equals("FLOWISE_API_KEY") && !value.matches("\\S{20,}")) {
        throw new IllegalArgumentException(
            "--flowise-key is no API key of Flowise: these have 20 characters or more, and no spaces");
      }
      chosen.put(name, value);
    }
    return chosen;
  }

  static Set<String> names() {
    return VARIABLES.stream().map(Variable::name).collect(Collectors.toUnmodifiableSet());
  }

  /** What is in the file stays; what an older version did not know of is added. */
  static void make(Path file, Consumer<String> out) throws IOException {
    boolean isNew = !Files.exists(file);
    if (isNew) {
      Files.createFile(file, ownerOnly(file));
    }
    String present = Files.readString(file);
    Set<String> known =
        present.lines().map(line -> line.split("=", 2)[0].strip()).collect(Collectors.toSet());
    List<Variable> missing = VARIABLES.stream().filter(v -> !known.contains(v.name())).toList();
    Files.writeString(
        file,
        (present.isEmpty() || present.endsWith("\n") ? "" : "\n")
            + missing.stream().map(Variable::line).collect(Collectors.joining()),
        StandardOpenOption.APPEND);
    out.accept(told(file, isNew, missing));
  }

  /** Of a file that is complete; as it was, it is kept beside it. */
  static void change(Path file, Map<String, String> chosen, Consumer<String> out)
      throws IOException {
    String present = Files.readString(file);
    String changed =
        present
            .lines()
            .map(
                line -> {
                  String name = line.split("=", 2)[0].strip();
                  return chosen.containsKey(name) ? name + "=" + chosen.get(name) : line;
                })
            .collect(Collectors.joining("\n", "", "\n"));
    String names = String.join(", ", chosen.keySet());
    if (changed.equals(present)) {
      out.accept(names + " are so already.");
      return;
    }
    Path backup = file.resolveSibling(file.getFileName() + ".backup");
    Files.copy(
        file, backup, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.COPY_ATTRIBUTES);
    Files.writeString(file, changed);
    out.accept("Set in it: %s. As it was: %s".formatted(names, backup));
    out.accept(
        "Next: docker compose -f infra/docker-compose.yml up -d, then ./flowmeter doctor --env infra/.env");
  }

  private static String told(Path file, boolean isNew, List<Variable> missing) {
    if (isNew) {
      return "%s made, with new secrets. Keep it: the databases' passwords are in it.%n"
              .formatted(file)
          + "Next: docker compose -f infra/docker-compose.yml up -d --build";
    }
    if (missing.isEmpty()) {
      return file + " is there and complete; nothing was changed.";
    }
    return "%s is there; added to it: %s"
        .formatted(file, missing.stream().map(Variable::name).collect(Collectors.joining(", ")));
  }

  private static String secret() {
    byte[] bytes = new byte[SECRET_BYTES];
    RANDOM.nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  private static FileAttribute<?>[] ownerOnly(Path file) throws IOException {
    Path directory = Objects.requireNonNull(file.toAbsolutePath().getParent());
    if (!Files.getFileStore(directory).supportsFileAttributeView("posix")) {
      return new FileAttribute<?>[0];
    }
    return new FileAttribute<?>[] {
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
    };
  }
}
