package io.flowmeter.bench.report;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** On what it was measured. */
public final class Environment {
  private Environment() {}

  public static Map<String, String> of(Path root, Map<String, String> more) {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("commit", commit(root));
    facts.put("measured at", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
    facts.put("processors", "%d x %s".formatted(Runtime.getRuntime().availableProcessors(), cpu()));
    facts.put("memory", line(Path.of("/proc/meminfo"), "MemTotal"));
    facts.put(
        "system",
        "%s %s %s"
            .formatted(
                System.getProperty("os.name"),
                System.getProperty("os.version"),
                System.getProperty("os.arch")));
    facts.put(
        "JDK", "%s %s".formatted(System.getProperty("java.vendor.version"), Runtime.version()));
    facts.putAll(more);
    return facts;
  }

  private static String cpu() {
    return line(Path.of("/proc/cpuinfo"), "model name");
  }

  private static String line(Path file, String name) {
    try {
      return Files.readAllLines(file).stream()
          .filter(line -> line.startsWith(name))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse("unknown");
    } catch (IOException notLinux) {
      return "unknown";
    }
  }

  private static String commit(Path root) {
    String id = git(root, "rev-parse", "--short=12", "HEAD");
    return git(root, "status", "--porcelain", "--untracked-files=no").isEmpty()
        ? id
        : id + " with uncommitted changes";
  }

  private static String git(Path root, String... words) {
    try {
      List<String> command = new ArrayList<>(List.of("git", "-C", root.toString()));
      command.addAll(List.of(words));
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      String said =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      boolean ended = process.waitFor(10, TimeUnit.SECONDS);
      return ended && process.exitValue() == 0 ? said : "unknown";
    } catch (IOException noGit) {
      return "unknown";
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "unknown";
    }
  }
}
