package io.flowmeter.torture.platform;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;

/** What all parts write to. It is filled only where it is a small file system of its own. */
public final class Disk {
  private static final long MAX_BYTES = 8L << 30;
  private static final int CHUNK_BYTES = 1 << 20;

  private final Path filler;
  private final boolean own;

  Disk(Path data) throws IOException {
    this.filler = data.resolve("torture-filler");
    FileStore store = Files.getFileStore(data);
    FileStore ofEverything = Files.getFileStore(Path.of("").toAbsolutePath());
    this.own = !store.equals(ofEverything) && store.getTotalSpace() <= MAX_BYTES;
  }

  /** Whether nobody else needs it. */
  public boolean isOwn() {
    return own;
  }

  /** Until nothing fits any more. */
  public void fill() {
    byte[] chunk = new byte[CHUNK_BYTES];
    try (OutputStream file = Files.newOutputStream(filler)) {
      while (true) file.write(chunk);
    } catch (IOException full) {
      // That is what it is for.
    }
  }

  public void release() {
    try {
      Files.deleteIfExists(filler);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
