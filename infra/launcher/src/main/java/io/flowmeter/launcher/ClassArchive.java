package io.flowmeter.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The JVM's archive of a program's loaded classes, which halves what a start costs. The first run
 * writes it when it ends; it belongs to exactly these jars and this JVM.
 *
 * @param directory where archives are kept, shared by all platforms of this checkout
 * @param jar the program; further jars lie in {@code lib} beside it
 * @param writable whether a missing one is worth a slower end of the first run
 */
record ClassArchive(Path directory, String name, Path jar, boolean writable) {

  /** To be asked for right before a start: afterwards the jars may be others. */
  Use use() throws IOException {
    Files.createDirectories(directory);
    Path archive = directory.resolve("%s-%08x.jsa".formatted(name, fingerprint()));
    if (Files.exists(archive)) {
      return new Use(name, List.of("-XX:SharedArchiveFile=" + archive), archive, archive);
    }
    if (!writable) {
      return new Use(name, List.of(), archive, archive);
    }
    // Each run writes its own file: a half-written one must never be read.
    Path written = directory.resolve(name + "-" + UUID.randomUUID() + ".part");
    return new Use(name, List.of("-XX:ArchiveClassesAtExit=" + written), written, archive);
  }

  /** What one run is started with, and what becomes of what it wrote. */
  record Use(String name, List<String> options, Path written, Path archive) {

    boolean writes() {
      return !written.equals(archive);
    }

    /** After a run that ended in peace. */
    void keep() {
      try {
        if (writes() && Files.exists(written)) {
          dropOlder();
          Files.move(written, archive, StandardCopyOption.ATOMIC_MOVE);
        }
      } catch (IOException e) {
        // The next run writes another.
      }
    }

    /** Of earlier builds, and of runs that were killed: each is up to 100 MB. */
    private void dropOlder() throws IOException {
      Pattern ours = Pattern.compile(Pattern.quote(name) + "-[0-9a-f-]+\\.(jsa|part)");
      try (Stream<Path> files = Files.list(archive.resolveSibling("."))) {
        for (Path file : files.toList()) {
          if (!file.normalize().equals(written)
              && ours.matcher(String.valueOf(file.getFileName())).matches()) {
            Files.deleteIfExists(file);
          }
        }
      }
    }

    void discard() {
      try {
        if (writes()) {
          Files.deleteIfExists(written);
        }
      } catch (IOException e) {
        // A few megabytes stay until the next build.
      }
    }
  }

  private int fingerprint() throws IOException {
    List<Object> facts = new ArrayList<>(List.of(System.getProperty("java.vm.version")));
    addFacts(jar, facts);
    Path libraries = jar.resolveSibling("lib");
    if (Files.isDirectory(libraries)) {
      try (Stream<Path> files = Files.walk(libraries)) {
        for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
          addFacts(file, facts);
        }
      }
    }
    return Objects.hash(facts.toArray());
  }

  private static void addFacts(Path file, List<Object> facts) throws IOException {
    facts.add(file.toString());
    facts.add(Files.size(file));
    facts.add(Files.getLastModifiedTime(file).toMillis());
  }
}
