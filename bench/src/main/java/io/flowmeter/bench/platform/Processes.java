package io.flowmeter.bench.platform;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What the platform's processes have used, from {@code /proc}; nothing where there is none. The
 * load generator, with what it starts, is one of them, called {@code bench}.
 */
public final class Processes {
  private static final Path PROC = Path.of("/proc");
  private static final String SELF = "bench";

  /** What is neither the platform nor the load generator: it should have been idle. */
  public static final String STRANGERS = "strangers";

  /** Linux counts in hundredths of a second, whatever the kernel's own clock is. */
  private static final double TICKS_PER_SECOND = 100;

  private final Path pidFiles;

  Processes(Path pidFiles) {
    this.pidFiles = pidFiles;
  }

  /** Seconds of processor time since each began, its children included. */
  public Map<String, Double> cpuSeconds() {
    Map<String, Double> seconds = ofEach(Processes::cpuSeconds);
    double ours = seconds.values().stream().mapToDouble(Double::doubleValue).sum();
    if (!seconds.isEmpty()) seconds.put(STRANGERS, machineSeconds() - ours);
    return seconds;
  }

  /** What all processors have worked since the system's start, idleness and waiting left out. */
  private static double machineSeconds() {
    try {
      String first = Files.readAllLines(PROC.resolve("stat")).getFirst();
      List<String> fields = List.of(first.strip().split("\\s+", -1));
      double ticks = 0;
      for (int field : new int[] {1, 2, 3, 6, 7, 8}) ticks += Long.parseLong(fields.get(field));
      return ticks / TICKS_PER_SECOND;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Megabytes of memory of each; what several share is divided among them. */
  public Map<String, Double> memoryMegabytes() {
    return ofEach(Processes::memoryMegabytes);
  }

  public Map<String, Double> threads() {
    return ofEach(pid -> entries(PROC.resolve(pid + "/task")));
  }

  /** Files and connections that each has open. */
  public Map<String, Double> openFiles() {
    return ofEach(pid -> entries(PROC.resolve(pid + "/fd")));
  }

  private static double entries(Path directory) throws IOException {
    try (Stream<Path> entries = Files.list(directory)) {
      return entries.count();
    }
  }

  /** What was used between two readings. */
  public static Map<String, Double> between(Map<String, Double> before, Map<String, Double> after) {
    Map<String, Double> used = new TreeMap<>();
    after.forEach((name, seconds) -> used.put(name, seconds - before.getOrDefault(name, 0.0)));
    return used;
  }

  /** Of the platform and the load generator together. */
  public static double withoutStrangers(Map<String, Double> used) {
    return used.entrySet().stream()
        .filter(process -> !process.getKey().equals(STRANGERS))
        .mapToDouble(Map.Entry::getValue)
        .sum();
  }

  private interface Reading {
    double of(long pid) throws IOException;
  }

  private Map<String, Double> ofEach(Reading reading) {
    Map<String, Double> values = new TreeMap<>();
    if (!Files.exists(PROC.resolve("self/stat"))) return values;
    pids()
        .forEach(
            (name, pid) -> {
              try {
                values.put(name, withChildren(pid, reading));
              } catch (IOException ended) {
                // It was one that comes and goes.
              }
            });
    return values;
  }

  private static double withChildren(long pid, Reading reading) throws IOException {
    double sum = reading.of(pid);
    for (long child : children(pid)) {
      try {
        sum += withChildren(child, reading);
      } catch (IOException ended) {
        // Its time is its parent's by now.
      }
    }
    return sum;
  }

  public Map<String, Long> pids() {
    Map<String, Long> pids = new TreeMap<>();
    pids.put(SELF, ProcessHandle.current().pid());
    try (Stream<Path> files = Files.list(pidFiles)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".pid")).toList()) {
        String name = file.getFileName().toString().replace(".pid", "");
        if (!name.equals("launcher")) {
          pids.put(name, Long.parseLong(Files.readAllLines(file).getFirst().strip()));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return pids;
  }

  private static double cpuSeconds(long pid) throws IOException {
    List<String> fields = stat(pid);
    // utime, stime, and the same of children that have ended.
    double ticks = 0;
    for (int field = 11; field <= 14; field++) ticks += Long.parseLong(fields.get(field));
    return ticks / TICKS_PER_SECOND;
  }

  private static double memoryMegabytes(long pid) throws IOException {
    for (String line : Files.readAllLines(PROC.resolve(pid + "/smaps_rollup"))) {
      if (line.startsWith("Pss:")) return Long.parseLong(line.replaceAll("\\D", "")) / 1024.0;
    }
    return 0;
  }

  /** The fields after the name, which may hold spaces: the state is the first. */
  private static List<String> stat(long pid) throws IOException {
    String text = Files.readString(PROC.resolve(pid + "/stat"), StandardCharsets.ISO_8859_1);
    return List.of(text.substring(text.lastIndexOf(')') + 2).split(" ", -1));
  }

  private static List<Long> children(long pid) throws IOException {
    List<Long> children = new ArrayList<>();
    try (Stream<Path> threads = Files.list(PROC.resolve(pid + "/task"))) {
      for (Path thread : threads.toList()) {
        for (String child : Files.readString(thread.resolve("children")).split(" ", -1)) {
          if (!child.isBlank()) children.add(Long.parseLong(child.strip()));
        }
      }
    }
    // The launcher is a child of ours where we have started the platform; its parts count alone.
    boolean self = pid == ProcessHandle.current().pid();
    if (self) children.removeIf(child -> !isTool(child));
    return children;
  }

  private static boolean isTool(long pid) {
    try {
      return Files.readString(PROC.resolve(pid + "/comm")).strip().equals("pgbench");
    } catch (IOException ended) {
      return false;
    }
  }
}
