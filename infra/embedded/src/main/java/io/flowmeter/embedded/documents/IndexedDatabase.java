package io.flowmeter.embedded.documents;

import de.bwaldvogel.mongo.MongoCollection;
import de.bwaldvogel.mongo.backend.CollectionOptions;
import de.bwaldvogel.mongo.backend.CursorRegistry;
import de.bwaldvogel.mongo.backend.Index;
import de.bwaldvogel.mongo.backend.IndexKey;
import de.bwaldvogel.mongo.backend.KeyValue;
import de.bwaldvogel.mongo.backend.h2.H2Database;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.oplog.Oplog;
import java.util.List;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.type.ByteArrayDataType;

/** Opens the maps of its collections and of their indexes. */
final class IndexedDatabase extends H2Database {
  /** Begins the names of all maps of indexes that the library has not. */
  private static final String SECONDARY = "secondary.";

  /** Begins the names of all maps of unique indexes. */
  private static final String UNIQUE = "unique.";

  private static final List<String> KINDS = List.of(SECONDARY, UNIQUE);
  private static final String INDEX = "._index_";
  private static final String FIRST_FIELD = ".first";

  private final MVStore store;

  IndexedDatabase(String name, MVStore store, CursorRegistry cursors) {
    // The collections are opened while the library's part is made.
    this.store = store;
    super(name, store, cursors);
  }

  static boolean isSecondaryIndex(String mapName) {
    return mapName.startsWith(SECONDARY);
  }

  static MVMap<byte[], Object> entries(MVStore store, String mapName) {
    return store.openMap(
        mapName,
        new MVMap.Builder<byte[], Object>()
            .keyType(ByteArrayDataType.INSTANCE)
            .valueType(ValueType.INSTANCE));
  }

  static MVMap<KeyValue, Object> positions(MVStore store, String mapName) {
    return store.openMap(
        mapName,
        new MVMap.Builder<KeyValue, Object>()
            .keyType(KeyValueType.INSTANCE)
            .valueType(ValueType.INSTANCE));
  }

  @Override
  protected Index<Object> openOrCreateUniqueIndex(
      String collectionName, String indexName, List<IndexKey> keys, boolean sparse) {
    removeLibrarys(getFullCollectionNamespace(collectionName) + INDEX + indexName);
    MVMap<KeyValue, Object> positions =
        positions(store, mapPrefix(UNIQUE, collectionName) + indexName);
    return new UniqueIndex(indexName, keys, sparse, positions);
  }

  /**
   * Of a store that is older than this kind of index. By its name alone the map would be opened
   * without an order, and the store's housekeeping, which might find it just then, would fail.
   */
  private void removeLibrarys(String mapName) {
    if (store.hasMap(mapName)) store.removeMap(store.openMap(mapName));
  }

  @Override
  protected Index<Object> openOrCreateSecondaryIndex(
      String collectionName, String indexName, List<IndexKey> keys, boolean sparse) {
    return secondaryIndex(mapPrefix(SECONDARY, collectionName) + indexName, indexName, keys);
  }

  private SecondaryIndex secondaryIndex(String mapName, String name, List<IndexKey> keys) {
    boolean built = store.hasMap(mapName);
    return new SecondaryIndex(name, keys, entries(store, mapName), built);
  }

  @Override
  protected MongoCollection<Object> openOrCreateCollection(
      String collectionName, CollectionOptions options) {
    String fullName = getFullCollectionNamespace(collectionName);
    MVMap<Object, Document> data =
        store.openMap(
            "databases." + fullName,
            new MVMap.Builder<Object, Document>()
                .keyType(ValueType.INSTANCE)
                .valueType(DocumentType.INSTANCE));
    MVMap<String, Object> meta =
        store.openMap(
            "meta." + fullName,
            new MVMap.Builder<String, Object>()
                .keyType(ValueType.INSTANCE)
                .valueType(ValueType.INSTANCE));
    return new IndexedCollection(this, collectionName, options, data, meta, cursorRegistry) {
      @Override
      SecondaryIndex firstFieldOf(Index<Object> index) {
        String name = index.getName() + FIRST_FIELD;
        return secondaryIndex(mapPrefix(SECONDARY, collectionName) + name, name, index.getKeys());
      }
    };
  }

  @Override
  protected void dropIndex(MongoCollection<Object> collection, String indexName) {
    super.dropIndex(collection, indexName);
    for (String kind : KINDS) {
      store.removeMap(mapPrefix(kind, collection.getCollectionName()) + indexName);
    }
  }

  @Override
  public void dropCollection(String collectionName, Oplog oplog) {
    super.dropCollection(collectionName, oplog);
    remove(collectionName);
  }

  @Override
  public void drop(Oplog oplog) {
    super.drop(oplog);
    remove("");
  }

  private void remove(String collectionName) {
    for (String kind : KINDS) {
      String prefix = mapPrefix(kind, collectionName);
      List.copyOf(store.getMapNames()).stream()
          .filter(name -> name.startsWith(prefix))
          .forEach(store::removeMap);
    }
  }

  private String mapPrefix(String kind, String collectionName) {
    String collection = collectionName.isEmpty() ? "" : collectionName + INDEX;
    return kind + getDatabaseName() + "." + collection;
  }
}
