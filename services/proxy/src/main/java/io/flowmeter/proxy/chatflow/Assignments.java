package io.flowmeter.proxy.chatflow;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.in;
import static com.mongodb.client.model.Filters.ne;
import static com.mongodb.client.model.Updates.combine;
import static com.mongodb.client.model.Updates.set;
import static com.mongodb.client.model.Updates.setOnInsert;

import com.mongodb.ErrorCategory;
import com.mongodb.MongoWriteException;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.Sorts;
import com.mongodb.client.model.UpdateOptions;
import io.flowmeter.identity.UserId;
import io.flowmeter.proxy.access.ChatflowAccess;
import io.flowmeter.proxy.upstream.ChatflowId;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import org.bson.Document;
import org.bson.conversions.Bson;

/** The collection {@code user_chatflows}: one row for each person and flow that ever met. */
public final class Assignments implements ChatflowAccess.Assigned {
  private final MongoCollection<Document> rows;
  private final Clock clock;

  Assignments(MongoDatabase database, Clock clock) {
    this.rows = database.getCollection("user_chatflows");
    this.clock = clock;
  }

  public void createIndexes() {
    rows.createIndex(Indexes.ascending("external_user_id"));
    rows.createIndex(Indexes.ascending("chatflow_id"));
  }

  /** A person may use a flow. */
  record Assignment(
      String id, UserId user, ChatflowId chatflow, boolean active, Instant assignedAt) {}

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
  public boolean isAssigned(UserId user, ChatflowId chatflow) {
    return rows.find(and(of(user, chatflow), eq("is_active", true))).first() != null;
  }

  Change assign(UserId user, ChatflowId chatflow, UserId by) {
    try {
      var written =
          rows.updateOne(
              and(of(user, chatflow), ne("is_active", true)),
              combine(
                  set("is_active", true),
                  set("assigned_at", Date.from(clock.instant())),
                  set("assigned_by", by.value()),
                  setOnInsert("external_user_id", user.value()),
                  setOnInsert("chatflow_id", chatflow.value())),
              new UpdateOptions().upsert(true));
      return written.getUpsertedId() != null ? Change.ASSIGNED : Change.REACTIVATED;
    } catch (MongoWriteException failure) {
      if (failure.getError().getCategory() != ErrorCategory.DUPLICATE_KEY) throw failure;
      return Change.NO_ACTION;
    }
  }

  /** Whether there was something to take away. */
  boolean unassign(UserId user, ChatflowId chatflow) {
    var active = and(of(user, chatflow), eq("is_active", true));
    return rows.updateOne(active, set("is_active", false)).getModifiedCount() == 1;
  }

  List<Assignment> ofPerson(UserId user) {
    return activeOnes(eq("external_user_id", user.value()));
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
              new UserId(row.getString("external_user_id")),
              new ChatflowId(row.getString("chatflow_id")),
              row.getBoolean("is_active", false),
              row.getDate("assigned_at").toInstant()));
    }
    return found;
  }

  private static Bson of(UserId user, ChatflowId chatflow) {
    return eq("_id", chatflow + ":" + user);
  }
}
