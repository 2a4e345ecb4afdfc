package io.flowmeter.proxy.session;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.flowmeter.identity.Caller;
import io.flowmeter.web.ApiException;
import io.flowmeter.web.InvalidInputException;
import io.flowmeter.web.Violation;
import java.util.List;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/api/v1/chat")
class SessionController {
  private static final int MAX_TOPIC_CHARACTERS = 200;

  private final Sessions sessions;
  private final History history;
  private final Removal removal;

  SessionController(Sessions sessions, History history, Removal removal) {
    this.sessions = sessions;
    this.history = history;
    this.removal = removal;
  }

  /** All of them in the predecessor's form, or page by page where limit or cursor are given. */
  @GetMapping("/sessions")
  SessionList sessions(
      Caller caller,
      @RequestParam(required = false) @Nullable String limit,
      @RequestParam(required = false) @Nullable String cursor) {
    var page = SessionPage.of(limit, cursor);
    List<Document> rows = sessions.of(caller.userId(), page);
    String next = rows.size() == page.limit() ? Position.of(rows.getLast()).toString() : null;
    return new SessionList(rows.stream().map(SessionItem::of).toList(), rows.size(), next);
  }

  @GetMapping("/sessions/{id}/history")
  MessageList history(Caller caller, @PathVariable String id) {
    var messages = history.of(own(caller, id), caller.userId());
    return new MessageList(messages, messages.size());
  }

  @PatchMapping("/sessions/{id}")
  SessionItem rename(Caller caller, @PathVariable String id, @RequestBody Rename rename) {
    String topic = topic(rename);
    return SessionId.parse(id)
        .flatMap(session -> sessions.rename(session, caller.userId(), topic))
        .map(SessionItem::of)
        .orElseThrow(SessionController::notFound);
  }

  @DeleteMapping("/sessions/{id}")
  SessionDeleted delete(Caller caller, @PathVariable String id) {
    SessionId session = own(caller, id);
    long messages = removal.delete(session, caller.userId());
    return new SessionDeleted(
        "Chat session deleted successfully", session.toString(), messages, caller.userId().value());
  }

  @DeleteMapping("/history")
  HistoryDeleted deleteAll(Caller caller) {
    var deleted = removal.deleteAll(caller.userId());
    return new HistoryDeleted(
        "Chat history deleted successfully",
        deleted.sessions(),
        deleted.messages(),
        caller.userId().value());
  }

  private SessionId own(Caller caller, String id) {
    return SessionId.parse(id)
        .filter(found -> sessions.isOwn(found, caller.userId()))
        .orElseThrow(SessionController::notFound);
  }

  private static String topic(Rename rename) {
    String topic = rename.topic() == null ? "" : rename.topic().strip();
    if (!topic.isEmpty() && topic.length() <= MAX_TOPIC_CHARACTERS) return topic;
    String rule = "topic must have 1 to %d characters".formatted(MAX_TOPIC_CHARACTERS);
    throw new InvalidInputException(
        List.of(Violation.ofBody("value_error", "topic", rule, rename.topic())));
  }

  static ApiException notFound() {
    return new ApiException(404, "Chat session not found or access denied");
  }

  /**
   * @param nextCursor where the list goes on; absent at its end
   */
  record SessionList(
      List<SessionItem> sessions,
      int count,
      @JsonInclude(JsonInclude.Include.NON_NULL) @JsonProperty("next_cursor")
          @Nullable String nextCursor) {}

  record Rename(@Nullable String topic) {}

  record SessionDeleted(
      String message,
      @JsonProperty("session_id") String sessionId,
      @JsonProperty("messages_deleted") long messagesDeleted,
      @JsonProperty("user_id") String userId) {}

  record HistoryDeleted(
      String message,
      @JsonProperty("sessions_deleted") long sessionsDeleted,
      @JsonProperty("messages_deleted") long messagesDeleted,
      @JsonProperty("user_id") String userId) {}

  record SessionItem(
      @JsonProperty("session_id") String sessionId,
      @JsonProperty("chatflow_id") String chatflowId,
      String topic,
      @JsonProperty("created_at") String createdAt,
      @JsonProperty("first_message") @Nullable String firstMessage) {

    private static SessionItem of(Document row) {
      return new SessionItem(
          row.getString("session_id"),
          row.getString("chatflow_id"),
          row.getString("topic"),
          WireTime.of(row.getDate("created_at")),
          null);
    }
  }

  record MessageList(List<History.Message> history, int count) {}
}
