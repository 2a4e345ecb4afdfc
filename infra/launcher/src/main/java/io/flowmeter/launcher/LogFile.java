package io.flowmeter.launcher;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/** What a part wrote to its output. */
record LogFile(Path path) {

  private static final long KEPT_BYTES = 20L * 1024 * 1024;
  private static final int TAIL_BYTES = 64 * 1024;

  /** One older file is kept beside it. */
  void rotate() throws IOException {
    if (Files.exists(path) && Files.size(path) > KEPT_BYTES) {
      Files.move(
          path,
          path.resolveSibling(path.getFileName() + ".1"),
          StandardCopyOption.REPLACE_EXISTING);
    }
  }

  List<String> tail(int lines) {
    try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "r")) {
      file.seek(Math.max(0, file.length() - TAIL_BYTES));
      byte[] bytes = new byte[(int) Math.min(TAIL_BYTES, file.length())];
      int read = Math.max(0, file.read(bytes));
      List<String> all = new String(bytes, 0, read, StandardCharsets.UTF_8).lines().toList();
      return all.subList(Math.max(0, all.size() - lines), all.size());
    } catch (IOException e) {
      return List.of();
    }
  }
}
