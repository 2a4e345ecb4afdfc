package io.flowmeter.proxy.session;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Sorts;
import io.flowmeter.identity.UserId;
import java.util.ArrayList;
import java.util.List;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/** What was said in a session: the collection {@code chat_messages}, which the journal writes. */
public final class History {
  private final MongoCollection<Document> messages;
  private final Attachments attachments;

  History(MongoDatabase database, Attachments attachments) {
    this.messages = database.getCollection("chat_messages");
    this.attachments = attachments;
  }

  /** Oldest first, without an answer that is still being made. */
  List<Message> of(SessionId session, UserId user) {
    var found = new ArrayList<Message>();
    var files = attachments.of(session, user);
    messages
        .find(
            and(eq("session_id", session.toString()), eq("user_id", user.value()), Messages.SHOWN))
        // The predecessor gave questions and answers one time; its ids are in their order.
        .sort(Sorts.ascending("created_at", "_id"))
        .forEach(
            row -> found.add(Message.of(row, files.getOrDefault(row.getString("_id"), List.of()))));
    return found;
  }

  /**
   * A message as clients read it.
   *
   * @param firstTokenMillis from the question to the answer's first token
   * @param durationMillis from the question to the answer's end
   */
  record Message(
      String id,
      String role,
      String content,
      @JsonProperty("created_at") String createdAt,
      @JsonProperty("session_id") String sessionId,
      boolean pinned,
      @JsonProperty("first_token_millis") @JsonInclude(JsonInclude.Include.NON_NULL)
          @Nullable Long firstTokenMillis,
      @JsonProperty("duration_millis") @JsonInclude(JsonInclude.Include.NON_NULL)
          @Nullable Long durationMillis,
      @JsonProperty("file_ids") List<String> fileIds,
      @JsonProperty("has_files") boolean hasFiles,
      List<Attachments.Attachment> uploads) {

    private static Message of(Document row, List<Attachments.Attachment> files) {
      return new Message(
          row.getString("_id"),
          row.getString("role"),
          row.getString("content"),
          WireTime.of(row.getDate("created_at")),
          row.getString("session_id"),
          row.containsKey("pinned_at"),
          millis(row, "first_token_millis"),
          millis(row, "duration_millis"),
          files.stream().map(Attachments.Attachment::fileId).toList(),
          !files.isEmpty(),
          files);
    }

    private static @Nullable Long millis(Document row, String name) {
      return row.get(name) instanceof Number millis ? millis.longValue() : null;
    }
  }
}
