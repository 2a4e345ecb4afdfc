import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Builds what {@code ./flowmeter up} starts, unless it is newer than every source. Run from source.
 */
final class Build {

  private static final List<String> MODULES =
      List.of("infra/launcher", "services/auth", "services/accounting", "services/proxy");
  private static final List<String> SOURCES =
      List.of(
          "pom.xml",
          "schemas",
          "platform",
          "infra/kafka",
          "infra/demo-flowise",
          "infra/embedded",
          "infra/launcher",
          "services");

  /** Only who measures needs the one, and who breaks things the other. */
  private static final Set<String> EXTRAS = Set.of("bench", "torture");

  private static final Set<String> NOT_SOURCES = Set.of("target", "test", "node_modules");
  private static final Pattern MODULE = Pattern.compile("Building (.+?)\\s+\\[(\\d+/\\d+)]");

  private final Path root;
  private final List<String> modules = new ArrayList<>(MODULES);
  private final List<String> sources = new ArrayList<>(SOURCES);
  private final String stamp;

  /**
   * @param command the name of an extra, or anything else
   */
  private Build(Path root, String command) {
    this.root = root;
    boolean extra = EXTRAS.contains(command);
    this.stamp = extra ? "target/flowmeter-%s-built".formatted(command) : "target/flowmeter-built";
    if (extra) {
      modules.add(command);
      sources.add(command);
    }
  }

  public static void main(String[] args) throws IOException, InterruptedException {
    Build build = new Build(Path.of(args[0]), args.length > 1 ? args[1] : "");
    if (isUp(dataDirectory(args))) {
      System.exit(build.isComplete() ? 0 : refuse());
    }
    if (build.isNeeded()) {
      System.exit(build.run());
    }
  }

  /** ROOT, then what ./flowmeter was given. */
  private static Path dataDirectory(String[] args) {
    int option = List.of(args).indexOf("--data");
    return option >= 0 && option + 1 < args.length
        ? Path.of(args[option + 1])
        : Path.of(args[0], ".flowmeter");
  }

  /**
   * A platform that is up runs from the jars that a build would replace; 'up' will refuse anyway.
   */
  private static boolean isUp(Path data) throws IOException {
    Path lock = data.resolve("run/lock");
    if (!Files.exists(lock)) {
      return false;
    }
    try (FileChannel channel = FileChannel.open(lock, StandardOpenOption.WRITE)) {
      return channel.tryLock() == null;
    }
  }

  private static int refuse() {
    System.err.println("Something is not built yet, and a platform is up: first ./flowmeter down");
    return 1;
  }

  private boolean isComplete() throws IOException {
    for (String module : modules) {
      if (resultOf(module) == 0) {
        return false;
      }
    }
    return true;
  }

  private boolean isNeeded() throws IOException {
    long oldestResult = Long.MAX_VALUE;
    for (String module : modules) {
      oldestResult = Math.min(oldestResult, resultOf(module));
    }
    long built = Math.max(oldestResult, lastModified(stamp()));
    return oldestResult == 0 || newestSource() > built;
  }

  /** When the module's jar was made, 0 when there is none. */
  private long resultOf(String module) throws IOException {
    Path target = root.resolve(module).resolve("target");
    if (!Files.isDirectory(target)) {
      return 0;
    }
    try (Stream<Path> files = Files.list(target)) {
      return files.filter(Build::isResult).mapToLong(Build::lastModified).max().orElse(0);
    }
  }

  private static boolean isResult(Path file) {
    return file.toString().endsWith("-app.jar")
        || file.endsWith("flowmeter-launcher.jar")
        || file.endsWith("flowmeter-bench.jar")
        || file.endsWith("flowmeter-torture.jar");
  }

  private long newestSource() throws IOException {
    long[] newest = {0};
    for (String source : sources) {
      Files.walkFileTree(
          root.resolve(source),
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes a) {
              return NOT_SOURCES.contains(directory.getFileName().toString())
                  ? FileVisitResult.SKIP_SUBTREE
                  : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
              newest[0] = Math.max(newest[0], attributes.lastModifiedTime().toMillis());
              return FileVisitResult.CONTINUE;
            }
          });
    }
    return newest[0];
  }

  private int run() throws IOException, InterruptedException {
    long begun = System.currentTimeMillis();
    Path log = Files.createDirectories(root.resolve("target")).resolve("build.log");
    System.out.println("Building Flowmeter; the first time downloads what it needs. Log: " + log);
    List<String> command = new ArrayList<>(List.of(maven()));
    command.addAll(
        List.of(
            "-B",
            "-ntp",
            "-f",
            root.resolve("pom.xml").toString(),
            "-Dmaven.test.skip=true",
            "-Dformat=skip",
            "package",
            "-pl",
            String.join(",", modules),
            "-am"));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    // The JDK that was found, in case Maven would take one that is too old to run it.
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    Process process;
    try {
      process = builder.start();
    } catch (IOException e) {
      System.err.println(
          "Building needs Maven 3.8.7 or newer ('mvn' on the PATH): https://maven.apache.org/install.html,");
      System.err.println(
          "or your system's package manager (apt install maven, brew install maven).");
      return 1;
    }
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroy));
    follow(process, log);
    if (process.waitFor() != 0) {
      System.err.println("The build failed; its log is " + log);
      return 1;
    }
    Files.writeString(stamp(), "");
    Files.setLastModifiedTime(stamp(), FileTime.fromMillis(begun));
    System.out.printf(
        Locale.ROOT, "Built within %.1f s%n", (System.currentTimeMillis() - begun) / 1000.0);
    return 0;
  }

  /** Shows where Maven is, and what it complains about. */
  private static void follow(Process process, Path log) throws IOException {
    try (BufferedReader lines =
            new BufferedReader(
                new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        var out = Files.newBufferedWriter(log)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        out.write(line);
        out.newLine();
        Matcher module = MODULE.matcher(line);
        if (module.find()) {
          System.out.println("  " + module.group(2) + "  " + module.group(1));
        } else if (line.startsWith("[ERROR]")) {
          System.err.println(line);
        }
      }
    }
  }

  private static String[] maven() {
    boolean windows = System.getProperty("os.name").toLowerCase(Locale.ROOT).startsWith("windows");
    String home =
        System.getenv().getOrDefault("MAVEN_HOME", System.getenv().getOrDefault("M2_HOME", ""));
    String name = windows ? "mvn.cmd" : "mvn";
    File inHome = new File(home, "bin/" + name);
    String program = !home.isEmpty() && inHome.canExecute() ? inHome.getPath() : name;
    return windows ? new String[] {"cmd", "/c", program} : new String[] {program};
  }

  private Path stamp() {
    return root.resolve(stamp);
  }

  private static long lastModified(Path file) {
    return file.toFile().lastModified();
  }
}
