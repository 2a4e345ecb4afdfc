package io.flowmeter.embedded;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/** PostgreSQL's programs for this operating system, unpacked from the class path once. */
public final class PostgresBinaries {

  private static final String COMPLETE = "unpacked";

  private final Path home;

  private PostgresBinaries(Path home) {
    this.home = home;
  }

  /** Several processes may ask for the same directory at once: one unpacks, the others wait. */
  public static PostgresBinaries in(Path directory) {
    try {
      Files.createDirectories(directory);
      Path lockFile = directory.resolve("lock");
      try (FileChannel channel =
          FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
        // Released with the channel.
        var _ = channel.lock();
        if (!Files.exists(directory.resolve(COMPLETE))) {
          unpack(directory);
          Files.createFile(directory.resolve(COMPLETE));
        }
      }
      return new PostgresBinaries(directory);
    } catch (IOException e) {
      throw new UncheckedIOException("PostgreSQL cannot be unpacked into " + directory, e);
    }
  }

  String program(String name) {
    return home.resolve("bin").resolve(name).toString();
  }

  private static void unpack(Path directory) throws IOException {
    String archive = "/postgres-%s-%s.txz".formatted(system(), architecture());
    try (InputStream in = PostgresBinaries.class.getResourceAsStream(archive)) {
      if (in == null) {
        throw new IOException("there are no PostgreSQL binaries for this machine: " + archive);
      }
      try (TarArchiveInputStream tar =
          new TarArchiveInputStream(new XZInputStream(new BufferedInputStream(in)))) {
        for (TarArchiveEntry entry = tar.getNextEntry();
            entry != null;
            entry = tar.getNextEntry()) {
          unpack(tar, entry, directory.resolve(entry.getName()).normalize());
        }
      }
    }
  }

  private static void unpack(TarArchiveInputStream tar, TarArchiveEntry entry, Path target)
      throws IOException {
    if (entry.isDirectory()) {
      Files.createDirectories(target);
      return;
    }
    Files.createDirectories(target.getParent());
    Files.deleteIfExists(target);
    if (entry.isSymbolicLink()) {
      Files.createSymbolicLink(target, Path.of(entry.getLinkName()));
      return;
    }
    Files.copy(tar, target);
    boolean executable = (entry.getMode() & 0100) != 0;
    if (executable && !target.toFile().setExecutable(true)) {
      throw new IOException("cannot be made executable: " + target);
    }
  }

  private static String system() {
    String name = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
    if (name.startsWith("mac")) {
      return "darwin";
    }
    return name.startsWith("windows") ? "windows" : "linux";
  }

  private static String architecture() {
    return System.getProperty("os.arch", "").equals("aarch64") ? "arm_64" : "x86_64";
  }
}
