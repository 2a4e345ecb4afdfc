package io.flowmeter.launcher;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/** Held by the one launcher of a platform; the operating system frees it, however that one ends. */
record LauncherLock(FileChannel channel, FileLock lock) {

  static Optional<LauncherLock> take(Home home) throws IOException {
    FileChannel channel =
        FileChannel.open(home.lock(), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      FileLock lock = channel.tryLock();
      if (lock != null) {
        return Optional.of(new LauncherLock(channel, lock));
      }
    } catch (OverlappingFileLockException heldByThisJvm) {
      // Answered below.
    }
    channel.close();
    return Optional.empty();
  }

  void release() throws IOException {
    channel.close();
  }
}
