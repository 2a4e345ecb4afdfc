package io.flowmeter.proxy.chatflow;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.in;
import static com.mongodb.client.model.Filters.ne;
import static com.mongodb.client.model.Updates.combine;
import static com.mongodb.client.model.Updates.set;
import static com.mongodb.client.model.Updates.setOnInsert;

import com.mongodb.ErrorCategory;
import com.mongodb.MongoBulkWriteException;
import com.mongodb.MongoWriteException;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.InsertManyOptions;
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.Sorts;
import com.mongodb.client.model.UpdateOptions;
import io.flowmeter.identity.Caller;
import io.flowmeter.identity.UserId;
import io.flowmeter.proxy.access.ChatflowAccess;
import io.flowmeter.proxy.group.Groups;
import io.flowmeter.proxy.upstream.ChatflowId;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.bson.Document;
import org.bson.conversions.Bson;

/** The collection {@code user_chatflows}: one row for each subject and flow that ever met. */
public final class Assignments implements ChatflowAccess.Assigned {
  /** The predecessor's name for it, when only persons were assigned. */
  private static final String SUBJECT = "external_user_id";

  private final MongoCollection<Document> rows;
  private final Groups groups;
  private final Clock clock;

  Assignments(MongoDatabase database, Groups groups, Clock clock) {
    this.rows = database.getCollection("user_chatflows");
    this.groups = groups;
    this.clock = clock;
  }

  public void createIndexes() {
    rows.createIndex(Indexes.ascending(SUBJECT));
    rows.createIndex(Indexes.ascending("chatflow_id"));
  }

  /** Somebody may use a flow. */
  record Assignment(
      String id, Subject subject, ChatflowId chatflow, boolean active, Instant assignedAt) {}

  /**
   * A flow that a person was given before, elsewhere.
   *
   * @param by in the words of who kept it
   */
  public record Given(UserId user, ChatflowId chatflow, Instant assignedAt, String by) {

    /** Of the row that it is, or would be. */
    public String key() {
      return rowId(new Subject.Person(user), chatflow);
    }
  }

  /** What an assignment came to, in the predecessor's words. */
  enum Change {
    ASSIGNED("Assigned", "User assigned to chatflow successfully"),
    REACTIVATED("Reactivated", "User's access to the chatflow was reactivated"),
    NO_ACTION("No Action", "User is already assigned to this chatflow");

    final String status;
    final String message;

    Change(String status, String message) {
      this.status = status;
      this.message = message;
    }
  }

  @Override
  public boolean isAssigned(Caller caller, ChatflowId chatflow) {
    return isAssigned(Subject.ofPersonAndRole(caller), chatflow)
        || isAssigned(Subject.ofGroups(groups.of(caller.userId())), chatflow);
  }

  private boolean isAssigned(List<? extends Subject> subjects, ChatflowId chatflow) {
    if (subjects.isEmpty()) return false;
    var ids = subjects.stream().map(subject -> rowId(subject, chatflow)).toList();
    return rows.find(and(in("_id", ids), eq("is_active", true))).first() != null;
  }

  Change assign(Subject subject, ChatflowId chatflow, UserId by) {
    try {
      var written =
          rows.updateOne(
              and(of(subject, chatflow), ne("is_active", true)),
              combine(
                  set("is_active", true),
                  set("assigned_at", Date.from(clock.instant())),
                  set("assigned_by", by.value()),
                  setOnInsert(SUBJECT, subject.key()),
                  setOnInsert("chatflow_id", chatflow.value())),
              new UpdateOptions().upsert(true));
      return written.getUpsertedId() != null ? Change.ASSIGNED : Change.REACTIVATED;
    } catch (MongoWriteException failure) {
      if (failure.getError().getCategory() != ErrorCategory.DUPLICATE_KEY) throw failure;
      return Change.NO_ACTION;
    }
  }

  /** The keys of all that these people were ever given of these flows, or had taken away. */
  public Set<String> known(Collection<UserId> users, Collection<ChatflowId> chatflows) {
    var subjects = users.stream().map(UserId::value).toList();
    var flows = chatflows.stream().map(ChatflowId::value).toList();
    return rows.find(and(in(SUBJECT, subjects), in("chatflow_id", flows)))
        .projection(Projections.include("_id"))
        .map(row -> row.getString("_id"))
        .into(new HashSet<>());
  }

  /** Puts them in; a row that has come meanwhile stays as it is. */
  public void adopt(Collection<Given> given) {
    if (given.isEmpty()) return;
    var adopted = new ArrayList<Document>();
    for (Given each : given) {
      adopted.add(
          new Document("_id", each.key())
              .append(SUBJECT, each.user().value())
              .append("chatflow_id", each.chatflow().value())
              .append("is_active", true)
              .append("assigned_at", Date.from(each.assignedAt()))
              .append("assigned_by", each.by()));
    }
    try {
      rows.insertMany(adopted, new InsertManyOptions().ordered(false));
    } catch (MongoBulkWriteException failure) {
      boolean allAreThere =
          failure.getWriteConcernError() == null
              && failure.getWriteErrors().stream()
                  .allMatch(error -> error.getCategory() == ErrorCategory.DUPLICATE_KEY);
      if (!allAreThere) throw failure;
    }
  }

  /** Whether there was something to take away. */
  boolean unassign(Subject subject, ChatflowId chatflow) {
    var active = and(of(subject, chatflow), eq("is_active", true));
    return rows.updateOne(active, set("is_active", false)).getModifiedCount() == 1;
  }

  /** Those to the person, to their role and to their groups. */
  List<Assignment> of(Caller caller) {
    var keys = new ArrayList<String>();
    for (Subject subject : Subject.ofPersonAndRole(caller)) keys.add(subject.key());
    for (Subject subject : Subject.ofGroups(groups.of(caller.userId()))) keys.add(subject.key());
    return activeOnes(in(SUBJECT, keys));
  }

  List<Assignment> ofChatflow(ChatflowId chatflow) {
    return activeOnes(eq("chatflow_id", chatflow.value()));
  }

  /**
   * Every row, also of those who may not use their flow any more.
   *
   * @param chatflows only theirs; empty for all
   */
  List<Assignment> all(Collection<ChatflowId> chatflows) {
    var ids = chatflows.stream().map(ChatflowId::value).toList();
    return find(ids.isEmpty() ? Filters.empty() : in("chatflow_id", ids));
  }

  long deactivate(Collection<String> ids) {
    return rows.updateMany(and(in("_id", ids), eq("is_active", true)), set("is_active", false))
        .getModifiedCount();
  }

  long delete(Collection<String> ids) {
    return rows.deleteMany(in("_id", ids)).getDeletedCount();
  }

  private List<Assignment> activeOnes(Bson filter) {
    return find(and(filter, eq("is_active", true)));
  }

  private List<Assignment> find(Bson filter) {
    var found = new ArrayList<Assignment>();
    for (Document row : rows.find(filter).sort(Sorts.ascending("assigned_at"))) {
      found.add(
          new Assignment(
              row.getString("_id"),
              Subject.of(row.getString(SUBJECT)),
              new ChatflowId(row.getString("chatflow_id")),
              row.getBoolean("is_active", false),
              row.getDate("assigned_at").toInstant()));
    }
    return found;
  }

  private static Bson of(Subject subject, ChatflowId chatflow) {
    return eq("_id", rowId(subject, chatflow));
  }

  private static String rowId(Subject subject, ChatflowId chatflow) {
    return chatflow + ":" + subject.key();
  }
}
