package io.flowmeter.embedded.documents;

import de.bwaldvogel.mongo.MongoDatabase;
import de.bwaldvogel.mongo.backend.h2.H2Backend;
import java.util.List;
import org.h2.mvstore.MVStore;

/**
 * The library's store with indexes that queries use: it has unique ones alone, and looks at every
 * document wherever a query has a condition more than they have fields.
 */
public final class IndexedBackend extends H2Backend {
  private static final String STATE = "flowmeter.state";
  private static final String CLOSED = "closed";

  public IndexedBackend(MVStore store) {
    dropDoubtfulIndexes(store);
    super(store);
  }

  /** A process that was killed may have stored a document without its entries. */
  private static void dropDoubtfulIndexes(MVStore store) {
    boolean closed = store.openMap(STATE).remove(CLOSED) != null;
    if (!closed) {
      List.copyOf(store.getMapNames()).stream()
          .filter(IndexedDatabase::isSecondaryIndex)
          .forEach(name -> store.removeMap(IndexedDatabase.entries(store, name)));
    }
    long _ = store.commit();
  }

  @Override
  protected MongoDatabase openOrCreateDatabase(String databaseName) {
    return new IndexedDatabase(databaseName, getMvStore(), getCursorRegistry());
  }

  @Override
  public void close() {
    if (!getMvStore().isClosed()) {
      Object _ = getMvStore().openMap(STATE).put(CLOSED, true);
    }
    super.close();
  }
}
