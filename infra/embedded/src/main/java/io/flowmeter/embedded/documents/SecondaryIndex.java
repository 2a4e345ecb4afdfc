package io.flowmeter.embedded.documents;

import de.bwaldvogel.mongo.MongoCollection;
import de.bwaldvogel.mongo.backend.Index;
import de.bwaldvogel.mongo.backend.IndexKey;
import de.bwaldvogel.mongo.backend.Utils;
import de.bwaldvogel.mongo.bson.Document;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.h2.mvstore.MVMap;
import org.jspecify.annotations.Nullable;

/**
 * An index by the first of its fields: one entry for each value that a document has there, none for
 * documents without. Those that follow would narrow a query further, and are left to the matching.
 */
final class SecondaryIndex extends Index<Object> {
  private static final String ID = "_id";

  private final String field;
  private final MVMap<byte[], Object> entries;
  private final boolean built;

  /**
   * @param built whether the documents that are there have their entries
   */
  SecondaryIndex(String name, List<IndexKey> keys, MVMap<byte[], Object> entries, boolean built) {
    this.field = keys.getFirst().getKey();
    this.entries = entries;
    this.built = built;
    // Documents without an entry are no fault: to the library that is a sparse index.
    super(name, keys, true);
  }

  /** Ids of the documents that may have a value which the conditions name. */
  Optional<Collection<Object>> equal(Conditions conditions) {
    return conditions
        .equal(field)
        .map(
            values -> {
              var found = new LinkedHashSet<Object>();
              for (Object value : values) {
                byte[] bytes = Scalar.bytes(value);
                collect(bytes, bytes, found);
              }
              return found;
            });
  }

  /** Ids of the documents that may have a value between the conditions' bounds. */
  Optional<Collection<Object>> within(Conditions conditions) {
    // One bound only: of an array, different values may keep to either.
    Object upper = conditions.bound(field, "$lt", "$lte");
    Object lower = upper == null ? conditions.bound(field, "$gt", "$gte") : null;
    Object bound = upper == null ? lower : upper;
    if (bound == null) return Optional.empty();
    byte[] bytes = Scalar.bytes(bound);
    byte[] type = {bytes[0]};
    var found = new LinkedHashSet<Object>();
    if (upper == null) collect(bytes, type, found);
    else collect(type, bytes, found);
    return Optional.of(found);
  }

  /** From the first key on, up to the last that begins with {@code last} or comes before it. */
  private void collect(byte[] first, byte[] last, Collection<Object> found) {
    var cursor = entries.cursor(first);
    while (cursor.hasNext()) {
      byte[] key = cursor.next();
      int length = Math.min(key.length, last.length);
      if (Arrays.compareUnsigned(key, 0, length, last, 0, last.length) > 0) return;
      found.add(cursor.getValue());
    }
  }

  private Set<byte[]> keys(Document document) {
    var keys = new TreeSet<byte[]>(Arrays::compareUnsigned);
    byte[] id = String.valueOf(document.get(ID)).getBytes(StandardCharsets.UTF_8);
    Object value = value(document);
    Collection<?> values =
        value instanceof Collection<?> several ? several : Collections.singletonList(value);
    for (Object each : values) {
      if (each == null || !Scalar.is(each)) continue;
      byte[] bytes = Scalar.bytes(each);
      keys.add(ByteBuffer.allocate(bytes.length + id.length).put(bytes).put(id).array());
    }
    return keys;
  }

  private @Nullable Object value(Document document) {
    return field.indexOf('.') < 0
        ? document.get(field)
        : Utils.getSubdocumentValueCollectionAware(document, field);
  }

  /** Whether two documents are alike where a field lies. */
  static boolean isUnchanged(Document before, Document after, String field) {
    int dot = field.indexOf('.');
    String member = dot < 0 ? field : field.substring(0, dot);
    return Objects.equals(before.get(member), after.get(member));
  }

  @Override
  public void add(Document document, Object position, MongoCollection<Object> collection) {
    for (byte[] key : keys(document)) entries.put(key, position);
  }

  @Override
  public @Nullable Object remove(Document document) {
    for (byte[] key : keys(document)) entries.remove(key);
    return null;
  }

  @Override
  public void updateInPlace(
      Document before, Document after, Object position, MongoCollection<Object> collection) {
    if (isUnchanged(before, after, field)) return;
    var old = keys(before);
    var wanted = keys(after);
    for (byte[] key : old) if (!wanted.contains(key)) entries.remove(key);
    for (byte[] key : wanted) if (!old.contains(key)) entries.put(key, position);
  }

  /** Queries come to it through the collection. */
  @Override
  public boolean canHandle(Document query) {
    return false;
  }

  @Override
  public Iterable<Object> getPositions(Document query) {
    throw new UnsupportedOperationException();
  }

  @Override
  public @Nullable Object getPosition(Document document) {
    return null;
  }

  @Override
  public void checkAdd(Document document, MongoCollection<Object> collection) {}

  @Override
  public void checkUpdate(Document before, Document after, MongoCollection<Object> collection) {}

  /** What is empty is filled by the library, which looks at every document for it. */
  @Override
  public boolean isEmpty() {
    return !built;
  }

  @Override
  public long getCount() {
    return entries.sizeAsLong();
  }

  @Override
  public long getDataSize() {
    return getCount();
  }

  @Override
  public void drop() {}
}
