package io.flowmeter.embedded;

import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.MongoVersion;
import io.flowmeter.embedded.documents.IndexedBackend;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.h2.mvstore.MVStore;

/**
 * A store that speaks MongoDB's protocol. A development store: single documents are written
 * atomically, but a killed process may lose the last {@value #COMMIT_DELAY_MILLIS} ms of
 * acknowledged writes, and transactions, TTL expiry and partial indexes are not there.
 */
public final class EmbeddedMongo implements AutoCloseable {

  private static final int COMMIT_DELAY_MILLIS = 50;
  private static final int CACHE_MEGABYTES = 16;

  /** Of the file in use, below which it is rewritten: the default of 90 never comes to rest. */
  private static final int FILL_PERCENT = 50;

  private final MVStore store;
  private final MongoServer server;
  private final int port;
  private volatile boolean closing;

  private EmbeddedMongo(MVStore store, MongoServer server, int port) {
    this.store = store;
    this.server = server;
    this.port = port;
  }

  /** Keeps its data in {@code directory}. */
  public static EmbeddedMongo start(Path directory, int port) {
    try {
      Files.createDirectories(directory);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return serve(
        new MVStore.Builder()
            .fileName(directory.resolve("mongo.mv").toString())
            .cacheSize(CACHE_MEGABYTES)
            .autoCompactFillRate(FILL_PERCENT)
            .open(),
        port);
  }

  public static EmbeddedMongo startInMemory(int port) {
    return serve(new MVStore.Builder().open(), port);
  }

  private static EmbeddedMongo serve(MVStore store, int port) {
    store.setAutoCommitDelay(COMMIT_DELAY_MILLIS);
    IndexedBackend backend = new IndexedBackend(store);
    backend.version(new Version());
    MongoServer server = new MongoServer(backend);
    // One worker: replies are encoded outside the server's lock, so that with more findAndModify
    // hands out duplicates.
    server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1, 1);
    return new EmbeddedMongo(store, server, port);
  }

  public int port() {
    return port;
  }

  /**
   * Whether it has closed its file by itself, as when there was no room for a write, and refuses
   * everything from now on. What was written before is there when it is started anew.
   */
  public boolean isBroken() {
    return store.isClosed() && !closing;
  }

  @Override
  public void close() {
    closing = true;
    server.shutdownNow();
  }

  /** The driver refuses the wire version 8 that the server would report. */
  private record Version() implements MongoVersion {
    @Override
    public List<Integer> getVersionArray() {
      return List.of(5, 0, 0);
    }

    @Override
    public int getWireVersion() {
      return 13;
    }
  }
}
