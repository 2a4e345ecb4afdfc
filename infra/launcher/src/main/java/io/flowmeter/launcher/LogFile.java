package io.flowmeter.launcher;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** What a part wrote to its output. */
record LogFile(Path path) {

  private static final long KEPT_BYTES = 20L * 1024 * 1024;
  private static final int CHUNK_BYTES = 64 * 1024;

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
    List<String> last = new ArrayList<>();
    try {
      last(lines, last::add);
    } catch (UncheckedIOException nothingToShow) {
      return List.of();
    }
    return last;
  }

  /** Of what has been written; as {@link #read}. */
  long last(int lines, Consumer<String> reader) {
    List<String> all = new ArrayList<>();
    long end = read(Math.max(0, path.toFile().length() - CHUNK_BYTES), all::add);
    all.subList(Math.max(0, all.size() - lines), all.size()).forEach(reader);
    return end;
  }

  /**
   * From a byte on, whole lines; nothing while there is no such file.
   *
   * @return the byte from which to go on
   */
  long read(long from, Consumer<String> reader) {
    try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "r")) {
      // A file that is shorter than it was is a new one.
      long at = from > file.length() ? 0 : from;
      byte[] chunk = new byte[CHUNK_BYTES];
      while (true) {
        file.seek(at);
        int length = wholeLines(chunk, file.read(chunk));
        if (length == 0) {
          return at;
        }
        new String(chunk, 0, length, StandardCharsets.UTF_8).lines().forEach(reader);
        at += length;
      }
    } catch (FileNotFoundException notYet) {
      return 0;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A line that is longer than a chunk is broken. */
  private static int wholeLines(byte[] chunk, int read) {
    for (int end = read; end > 0; end--) {
      if (chunk[end - 1] == '\n') {
        return end;
      }
    }
    return read == chunk.length ? read : 0;
  }
}
