package io.flowmeter.launcher;

import io.flowmeter.embedded.Directories;
import io.flowmeter.embedded.Java;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;

/**
 * A service's executable jar, unpacked beside it: the JVM starts quicker from plain jars than from
 * jars within a jar.
 */
record BootApplication(Path module) {

  private static final String NAME = "app.jar";
  private static final ConcurrentMap<Path, ReentrantLock> UNPACKING = new ConcurrentHashMap<>();

  List<String> arguments() {
    return List.of("-jar", jar().toString());
  }

  Path jar() {
    return unpacked().resolve(NAME);
  }

  /** Again after each build; by one of the instances, of whichever platform, that start from it. */
  void extract() throws IOException {
    ReentrantLock lock = UNPACKING.computeIfAbsent(module, _ -> new ReentrantLock());
    lock.lock();
    // A file's lock keeps other launchers away, and only those.
    try (FileChannel file =
            FileChannel.open(
                module.resolve("target/app.lock"),
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE);
        FileLock _ = file.lock()) {
      extractIfOlder();
    } finally {
      lock.unlock();
    }
  }

  private void extractIfOlder() throws IOException {
    Path jar = packed();
    String version = Files.getLastModifiedTime(jar).toMillis() + " " + Files.size(jar);
    Path marker = unpacked().resolve("unpacked-from");
    if (Files.exists(marker) && Files.readString(marker).equals(version)) {
      return;
    }
    Path incomplete = Files.createTempDirectory(module.resolve("target"), "app-");
    run(
        Java.command(
            List.of("-XX:TieredStopAtLevel=1", "-Djarmode=tools"),
            List.of(
                "-jar",
                jar.toString(),
                "extract",
                "--force",
                "--destination",
                incomplete.toString())));
    Files.move(incomplete.resolve(jar.getFileName()), incomplete.resolve(NAME));
    Files.writeString(incomplete.resolve(marker.getFileName()), version);
    Directories.deleteTree(unpacked());
    Files.move(incomplete, unpacked());
  }

  private Path unpacked() {
    return module.resolve("target/app");
  }

  private Path packed() throws IOException {
    Path target = module.resolve("target");
    if (Files.isDirectory(target)) {
      try (Stream<Path> files = Files.list(target)) {
        List<Path> jars = files.filter(file -> file.toString().endsWith("-app.jar")).toList();
        if (jars.size() == 1) {
          return jars.getFirst();
        }
      }
    }
    throw new IOException(
        "%s is not built: no *-app.jar in %s".formatted(module.getFileName(), target));
  }

  private static void run(List<String> command) throws IOException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    try {
      if (process.waitFor() != 0) {
        throw new IOException("unpacking failed: " + said);
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }
}
