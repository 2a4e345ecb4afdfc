package io.flowmeter.proxy.group;

import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.in;
import static com.mongodb.client.model.Updates.addEachToSet;
import static com.mongodb.client.model.Updates.pullAll;
import static com.mongodb.client.model.Updates.set;

import com.mongodb.ErrorCategory;
import com.mongodb.MongoWriteException;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.MongoIterable;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.Sorts;
import io.flowmeter.identity.UserId;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.bson.types.ObjectId;

/** The collection {@code groups}: each with its members in one document. */
public final class Groups {
  static final String MEMBERS = "members";
  static final int MAX_MEMBERS = 10_000;
  static final int MAX_GROUPS = 10_000;

  private final MongoCollection<Document> rows;
  private final Clock clock;

  Groups(MongoDatabase database, Clock clock) {
    this.rows = database.getCollection("groups");
    this.clock = clock;
  }

  public void createIndexes() {
    rows.createIndex(Indexes.ascending("key"), new IndexOptions().unique(true));
    rows.createIndex(Indexes.ascending(MEMBERS));
  }

  /** Ids of the groups that the person is in. */
  public List<String> of(UserId user) {
    return ids(eq(MEMBERS, user.value())).into(new ArrayList<>());
  }

  /** Those of the ids that there are groups of. */
  public Set<String> existing(Collection<String> ids) {
    return ids(in("_id", ids)).into(new HashSet<>());
  }

  private MongoIterable<String> ids(Bson filter) {
    return rows.find(filter)
        .projection(Projections.include("_id"))
        .map(row -> row.getString("_id"));
  }

  public Optional<Group> named(String name) {
    return Optional.ofNullable(rows.find(eq("key", key(name))).first()).map(Group::of);
  }

  public Optional<Group> withId(String id) {
    return Optional.ofNullable(rows.find(eq("_id", id)).first()).map(Group::of);
  }

  List<Group> all() {
    return rows.find()
        .sort(Sorts.ascending("key"))
        .limit(MAX_GROUPS)
        .map(Group::of)
        .into(new ArrayList<>());
  }

  /** The group of that name, with these members and no others; it is made if there is none. */
  void replace(String name, Collection<UserId> members) {
    if (setMembers(name, members)) return;
    try {
      rows.insertOne(
          new Document("_id", new ObjectId().toHexString())
              .append("key", key(name))
              .append("name", name)
              .append(MEMBERS, values(members))
              .append("created_at", Date.from(clock.instant())));
    } catch (MongoWriteException failure) {
      if (failure.getError().getCategory() != ErrorCategory.DUPLICATE_KEY) throw failure;
      boolean _ = setMembers(name, members);
    }
  }

  private boolean setMembers(String name, Collection<UserId> members) {
    return rows.updateOne(eq("key", key(name)), set(MEMBERS, values(members))).getMatchedCount()
        == 1;
  }

  void add(Group group, Collection<UserId> members) {
    rows.updateOne(eq("_id", group.id()), addEachToSet(MEMBERS, values(members)));
  }

  void remove(Group group, Collection<UserId> members) {
    rows.updateOne(eq("_id", group.id()), pullAll(MEMBERS, values(members)));
  }

  boolean delete(String name) {
    return rows.deleteOne(eq("key", key(name))).getDeletedCount() == 1;
  }

  /** Names differ by more than their case. */
  private static String key(String name) {
    return name.strip().toLowerCase(Locale.ROOT);
  }

  private static List<String> values(Collection<UserId> members) {
    return members.stream().map(UserId::value).distinct().toList();
  }
}
