package io.flowmeter.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.Objects;
import java.util.stream.Stream;

/** File system steps that the library lacks. */
public final class Directories {

  private Directories() {}

  public static void deleteTree(Path root) throws IOException {
    if (!Files.exists(root)) {
      return;
    }
    try (Stream<Path> tree = Files.walk(root)) {
      for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    }
  }

  /** Whole or not at all, and readable only for its owner from the moment that it exists. */
  public static void writePrivate(Path file, String text) throws IOException {
    Path incomplete = file.resolveSibling(file.getFileName() + ".part");
    Files.deleteIfExists(incomplete);
    Files.createFile(
        incomplete,
        ownerOnly(Objects.requireNonNull(file.toAbsolutePath().getParent()), "rw-------"));
    Files.writeString(incomplete, text);
    Files.move(incomplete, file, StandardCopyOption.ATOMIC_MOVE);
  }

  /** Databases hold what only their owner should see. A directory that is there stays as it is. */
  public static void createPrivate(Path directory) throws IOException {
    if (Files.isDirectory(directory)) {
      return;
    }
    Path parent = Objects.requireNonNull(directory.toAbsolutePath().getParent());
    Files.createDirectories(parent);
    Files.createDirectory(directory, ownerOnly(parent, "rwx------"));
  }

  private static FileAttribute<?>[] ownerOnly(Path directory, String permissions)
      throws IOException {
    if (!Files.getFileStore(directory).supportsFileAttributeView("posix")) {
      return new FileAttribute<?>[0];
    }
    return new FileAttribute<?>[] {
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
    };
  }
}
