package io.flowmeter.proxy.session;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.flowmeter.identity.Caller;
import io.flowmeter.web.ApiException;
import java.util.ArrayList;
import java.util.List;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

@RestController
class SessionController {
  private final Sessions sessions;
  private final History history;

  SessionController(Sessions sessions, History history) {
    this.sessions = sessions;
    this.history = history;
  }

  @GetMapping("/api/v1/chat/sessions")
  SessionList sessions(Caller caller) {
    var found = new ArrayList<SessionItem>();
    for (Document row : sessions.of(caller.userId())) found.add(SessionItem.of(row));
    return new SessionList(found, found.size());
  }

  @GetMapping("/api/v1/chat/sessions/{id}/history")
  MessageList history(Caller caller, @PathVariable String id) {
    SessionId session =
        SessionId.parse(id)
            .filter(found -> sessions.isOwn(found, caller.userId()))
            .orElseThrow(SessionController::notFound);
    var messages = history.of(session, caller.userId());
    return new MessageList(messages, messages.size());
  }

  static ApiException notFound() {
    return new ApiException(404, "Chat session not found or access denied");
  }

  record SessionList(List<SessionItem> sessions, int count) {}

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
