package io.flowmeter.embedded.documents;

import de.bwaldvogel.mongo.MongoDatabase;
import de.bwaldvogel.mongo.backend.CollectionOptions;
import de.bwaldvogel.mongo.backend.CursorRegistry;
import de.bwaldvogel.mongo.backend.Index;
import de.bwaldvogel.mongo.backend.IndexKey;
import de.bwaldvogel.mongo.backend.QueryResult;
import de.bwaldvogel.mongo.backend.h2.H2Collection;
import de.bwaldvogel.mongo.bson.Document;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.h2.mvstore.MVMap;
import org.jspecify.annotations.Nullable;

/**
 * Narrows a query down to the documents that may match, by the best of its conditions that an index
 * can answer. Each of those is still asked for all conditions, so an index may only find too much.
 */
abstract class IndexedCollection extends H2Collection {

  IndexedCollection(
      MongoDatabase database,
      String name,
      CollectionOptions options,
      MVMap<Object, Document> data,
      MVMap<String, Object> meta,
      CursorRegistry cursors) {
    super(database, name, options, data, meta, cursors);
  }

  /** An index by the first field of one that has several. */
  abstract SecondaryIndex firstFieldOf(Index<Object> index);

  @Override
  public void addIndex(Index<Object> index) {
    super.addIndex(index);
    // The parts of a file are looked for by the file, and their index is by file and number.
    if (index.isUnique() && index.getKeys().size() > 1) super.addIndex(firstFieldOf(index));
  }

  /** The size would be worked out by encoding each document once more. */
  @Override
  protected boolean tracksDataSize() {
    return false;
  }

  @Override
  protected QueryResult queryDocuments(
      Document query,
      @Nullable Document orderBy,
      int skip,
      int limit,
      int batchSize,
      @Nullable Document fields) {
    Optional<Collection<Object>> candidates = candidates(Conditions.of(query));
    return candidates.isPresent()
        ? matchDocuments(query, candidates.get(), orderBy, skip, limit, batchSize, fields)
        : super.queryDocuments(query, orderBy, skip, limit, batchSize, fields);
  }

  /**
   * Copies of what matches: the library changes documents in place, which must not happen to one
   * that is being written to the disk.
   */
  @Override
  protected QueryResult matchDocumentsFromStream(
      Document query,
      Stream<Document> documents,
      int skip,
      int limit,
      int batchSize,
      @Nullable Comparator<Document> order,
      @Nullable Document fields) {
    Stream<Document> copies =
        documents
            .filter(document -> documentMatchesQuery(document, query))
            .map(Document::cloneDeeply);
    return super.matchDocumentsFromStream(query, copies, skip, limit, batchSize, order, fields);
  }

  private Optional<Collection<Object>> candidates(Conditions conditions) {
    if (getIdField() != null) {
      Optional<List<Object>> ids = conditions.equal(getIdField());
      if (ids.isPresent()) return Optional.of(existing(ids.get()));
    }
    Stream<Collection<Object>> byRank =
        Stream.of(
                getIndexes().stream().flatMap(index -> unique(index, conditions).stream()),
                secondary().flatMap(index -> index.equal(conditions).stream()),
                secondary().flatMap(index -> index.within(conditions).stream()))
            .flatMap(each -> each);
    return byRank.findFirst();
  }

  /** One of the library's, where all of its fields are given. */
  private static Optional<Collection<Object>> unique(Index<Object> index, Conditions conditions) {
    if (!index.isUnique()) return Optional.empty();
    var query = new Document();
    for (IndexKey key : index.getKeys()) {
      Optional<List<Object>> values = conditions.equal(key.getKey());
      if (values.isEmpty() || values.get().size() != 1) return Optional.empty();
      query.append(key.getKey(), values.get().getFirst());
    }
    var found = new LinkedHashSet<Object>();
    index.getPositions(query).forEach(found::add);
    return Optional.of(found);
  }

  /** A position is the document's id. */
  private Collection<Object> existing(List<Object> ids) {
    var found = new LinkedHashSet<Object>();
    for (Object id : ids) if (getDocument(id) != null) found.add(id);
    return found;
  }

  private Stream<SecondaryIndex> secondary() {
    return getIndexes().stream()
        .filter(SecondaryIndex.class::isInstance)
        .map(SecondaryIndex.class::cast);
  }
}
