package io.flowmeter.proxy.chatflow;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.flowmeter.identity.Caller;
import io.flowmeter.proxy.access.Admins;
import io.flowmeter.proxy.session.WireTime;
import io.flowmeter.proxy.upstream.ChatflowId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

/** The flows as an administrator sees and steers them. */
@RestController
@RequestMapping("/api/v1/admin/chatflows")
class AdminChatflowController {
  private final Chatflows chatflows;
  private final ChatflowSync sync;

  AdminChatflowController(Chatflows chatflows, ChatflowSync sync) {
    this.chatflows = chatflows;
    this.sync = sync;
  }

  @PostMapping("/sync")
  ChatflowSync.Report sync(
      Caller caller, @RequestParam(name = "dry_run", defaultValue = "false") boolean dryRun) {
    Admins.only(caller);
    return sync.run(dryRun);
  }

  @GetMapping
  List<Item> list(
      Caller caller,
      @RequestParam(name = "include_deleted", defaultValue = "false") boolean includeDeleted) {
    Admins.only(caller);
    var found = new ArrayList<Item>();
    for (Document row : chatflows.all(includeDeleted)) found.add(Item.of(row));
    return found;
  }

  @GetMapping("/stats")
  Stats stats(Caller caller) {
    Admins.only(caller);
    var counts = chatflows.counts();
    Instant last = counts.lastSync();
    return new Stats(
        counts.total(),
        counts.active(),
        counts.deleted(),
        counts.error(),
        last == null ? null : WireTime.of(last));
  }

  @GetMapping("/{id}")
  Item get(Caller caller, @PathVariable String id) {
    Admins.only(caller);
    return ChatflowId.parse(id)
        .flatMap(chatflows::find)
        .map(Item::of)
        .orElseThrow(Chatflows::notFound);
  }

  @GetMapping("/{id}/override-config")
  OverrideKeys overrides(Caller caller, @PathVariable String id) {
    Admins.only(caller);
    return ChatflowId.parse(id)
        .flatMap(chatflows::findActive)
        .map(row -> OverrideKeys.of(Chatflows.overridable(row)))
        .orElseThrow(Chatflows::notFound);
  }

  @PutMapping("/{id}/override-config")
  OverrideKeys allowOverrides(
      Caller caller, @PathVariable String id, @RequestBody OverrideKeys wanted) {
    Admins.only(caller);
    ChatflowId chatflow = ChatflowId.parse(id).orElseThrow(Chatflows::notFound);
    List<String> keys = wanted.checked();
    if (!chatflows.allowOverrides(chatflow, keys)) throw Chatflows.notFound();
    return OverrideKeys.of(keys);
  }

  record Stats(
      long total,
      long active,
      long deleted,
      long error,
      @JsonProperty("last_sync") @Nullable String lastSync) {}

  record Item(
      @JsonProperty("_id") String rowId,
      @JsonProperty("flowise_id") String flowiseId,
      String name,
      @Nullable String description,
      boolean deployed,
      @JsonProperty("is_public") boolean isPublic,
      @Nullable String category,
      @Nullable String type,
      @JsonProperty("api_key_id") @Nullable String apiKeyId,
      @JsonProperty("flow_data") @Nullable JsonNode flowData,
      @JsonProperty("chatbot_config") @Nullable JsonNode chatbotConfig,
      @JsonProperty("api_config") @Nullable JsonNode apiConfig,
      @JsonProperty("analytic_config") @Nullable JsonNode analyticConfig,
      @JsonProperty("speech_to_text_config") @Nullable JsonNode speechToTextConfig,
      @JsonProperty("created_date") @Nullable String createdDate,
      @JsonProperty("updated_date") @Nullable String updatedDate,
      @JsonProperty("synced_at") @Nullable String syncedAt,
      @JsonProperty("sync_status") String syncStatus,
      @JsonProperty("sync_error") @Nullable String syncError) {

    private static Item of(Document row) {
      return new Item(
          row.getString("_id"),
          row.getString("flowise_id"),
          row.getString("name"),
          row.getString("description"),
          row.getBoolean("deployed", false),
          row.getBoolean("is_public", false),
          row.getString("category"),
          row.getString("type"),
          row.getString("api_key_id"),
          ChatbotConfig.parsed(row.getString("flow_data")),
          ChatbotConfig.parsed(row.getString("chatbot_config")),
          ChatbotConfig.parsed(row.getString("api_config")),
          ChatbotConfig.parsed(row.getString("analytic_config")),
          ChatbotConfig.parsed(row.getString("speech_to_text_config")),
          time(row.getDate("created_date")),
          time(row.getDate("updated_date")),
          time(row.getDate("synced_at")),
          row.getString("sync_status"),
          row.getString("sync_error"));
    }

    private static @Nullable String time(@Nullable Date date) {
      return date == null ? null : WireTime.of(date.toInstant());
    }
  }
}
