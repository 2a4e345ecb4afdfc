package io.flowmeter.proxy.chatflow;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.flowmeter.identity.Caller;
import io.flowmeter.proxy.access.ChatflowAccess;
import io.flowmeter.proxy.session.WireTime;
import io.flowmeter.proxy.upstream.ChatflowId;
import io.flowmeter.web.ApiException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.node.ObjectNode;

/** The flows that a person may use; never their graphs. */
@RestController
class ChatflowController {
  private final ChatflowAccess access;
  private final Chatflows chatflows;
  private final Assignments assignments;

  ChatflowController(ChatflowAccess access, Chatflows chatflows, Assignments assignments) {
    this.access = access;
    this.chatflows = chatflows;
    this.assignments = assignments;
  }

  @GetMapping("/api/v1/chatflows")
  List<Summary> list(Caller caller) {
    return usable(caller).stream().map(usable -> Summary.of(usable.row())).toList();
  }

  @GetMapping("/api/v1/chatflows/my-chatflows")
  List<Mine> mine(Caller caller) {
    return usable(caller).stream().map(Mine::of).toList();
  }

  @GetMapping("/api/v1/chat/my-assigned-chatflows")
  AssignedIds assigned(Caller caller) {
    var ids = usable(caller).stream().map(usable -> usable.row().getString("_id")).toList();
    return new AssignedIds(ids, ids.size());
  }

  @GetMapping("/api/v1/chatflows/{id}")
  Details details(Caller caller, @PathVariable String id) {
    return Details.of(permitted(caller, id));
  }

  @GetMapping("/api/v1/chatflows/{id}/config")
  ObjectNode config(Caller caller, @PathVariable String id) {
    return ChatbotConfig.of(permitted(caller, id));
  }

  private Document permitted(Caller caller, String text) {
    return ChatflowId.parse(text)
        .map(
            id -> {
              if (!access.permits(caller, id)) throw denied();
              return id;
            })
        .flatMap(chatflows::findActive)
        .orElseThrow(() -> access.permitsAll(caller) ? Chatflows.notFound() : denied());
  }

  private static ApiException denied() {
    return new ApiException(403, "Access denied to this chatflow");
  }

  private record Usable(Document row, @Nullable String assignedAt) {}

  private List<Usable> usable(Caller caller) {
    var since = new HashMap<ChatflowId, String>();
    assignments
        .of(caller)
        .forEach(mine -> since.put(mine.chatflow(), WireTime.of(mine.assignedAt())));
    var rows = access.permitsAll(caller) ? chatflows.active() : chatflows.active(since.keySet());
    var found = new ArrayList<Usable>();
    for (Document row : rows) {
      found.add(new Usable(row, since.get(new ChatflowId(row.getString("_id")))));
    }
    return found;
  }

  record Summary(
      String id,
      String name,
      @Nullable String description,
      @JsonProperty("is_public") boolean isPublic) {

    private static Summary of(Document row) {
      return new Summary(
          row.getString("_id"),
          row.getString("name"),
          row.getString("description"),
          row.getBoolean("is_public", false));
    }
  }

  record Mine(
      String id,
      String name,
      @Nullable String description,
      @Nullable String category,
      @Nullable String type,
      boolean deployed,
      @JsonProperty("assigned_at") @Nullable String assignedAt) {

    private static Mine of(Usable usable) {
      Document row = usable.row();
      return new Mine(
          row.getString("_id"),
          row.getString("name"),
          row.getString("description"),
          row.getString("category"),
          row.getString("type"),
          row.getBoolean("deployed", false),
          usable.assignedAt());
    }
  }

  record AssignedIds(
      @JsonProperty("assigned_chatflow_ids") List<String> assignedChatflowIds, int count) {}

  record Details(
      String id,
      String name,
      @Nullable String description,
      @Nullable String category,
      @Nullable String type,
      boolean deployed,
      @JsonProperty("is_public") boolean isPublic) {

    private static Details of(Document row) {
      return new Details(
          row.getString("_id"),
          row.getString("name"),
          row.getString("description"),
          row.getString("category"),
          row.getString("type"),
          row.getBoolean("deployed", false),
          row.getBoolean("is_public", false));
    }
  }
}
