package io.flowmeter.proxy.session;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.flowmeter.identity.Caller;
import io.flowmeter.web.ApiException;
import java.util.List;
import org.bson.Document;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RestController;

/** Messages that a person wants to find again. */
@RestController
class PinController {
  private final Messages messages;

  PinController(Messages messages) {
    this.messages = messages;
  }

  @PutMapping("/api/v1/chat/messages/{id}/pin")
  Pin pin(Caller caller, @PathVariable String id) {
    return messages.pin(id, caller.userId()).map(Pin::of).orElseThrow(PinController::notFound);
  }

  @DeleteMapping("/api/v1/chat/messages/{id}/pin")
  Unpinned unpin(Caller caller, @PathVariable String id) {
    if (messages.unpin(id, caller.userId()).isEmpty()) throw notFound();
    return new Unpinned("Message unpinned", id);
  }

  @GetMapping("/api/v1/chat/pins")
  PinList pins(Caller caller) {
    List<Pin> pins = messages.pinned(caller.userId()).stream().map(Pin::of).toList();
    return new PinList(pins, pins.size());
  }

  private static ApiException notFound() {
    return new ApiException(404, "Message not found or access denied");
  }

  record PinList(List<Pin> pins, int count) {}

  record Unpinned(String message, @JsonProperty("message_id") String messageId) {}

  record Pin(
      @JsonProperty("message_id") String messageId,
      @JsonProperty("session_id") String sessionId,
      @JsonProperty("chatflow_id") String chatflowId,
      String role,
      String content,
      @JsonProperty("created_at") String createdAt,
      @JsonProperty("pinned_at") String pinnedAt) {

    private static Pin of(Document row) {
      return new Pin(
          row.getString("_id"),
          row.getString("session_id"),
          row.getString("chatflow_id"),
          row.getString("role"),
          row.getString("content"),
          WireTime.of(row.getDate("created_at")),
          WireTime.of(row.getDate("pinned_at")));
    }
  }
}
