package io.flowmeter.proxy.status;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.mongodb.client.MongoDatabase;
import io.flowmeter.identity.Caller;
import io.flowmeter.proxy.access.Admins;
import io.flowmeter.proxy.upstream.FlowiseServers;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** What is nobody's business but an administrator's. */
@RestController
class InternalsController {
  private static final List<String> COLLECTIONS =
      List.of(
          "users",
          "balances",
          "chatflows",
          "user_chatflows",
          "groups",
          "chat_sessions",
          "chat_messages",
          "file_uploads",
          "file_blobs",
          "fs.files",
          "fs.chunks");

  private static final Map<String, String> ENDPOINTS =
      Map.of(
          "health", "/health",
          "authenticate", "/api/v1/chat/authenticate",
          "chat", "/api/v1/chat/predict/stream/store",
          "sessions", "/api/v1/chat/sessions",
          "chatflows", "/api/v1/chatflows/",
          "admin", "/api/v1/admin/chatflows");

  private final MongoDatabase database;
  private final FlowiseServers servers;

  InternalsController(MongoDatabase database, FlowiseServers servers) {
    this.database = database;
    this.servers = servers;
  }

  @GetMapping("/info")
  ServiceInfo info(Caller caller) {
    Admins.only(caller);
    return new ServiceInfo(
        StatusController.SERVICE, StatusController.VERSION, servers.names(), false, ENDPOINTS);
  }

  @GetMapping("/collections/status")
  StoreState collections(Caller caller) {
    Admins.only(caller);
    Set<String> present = database.listCollectionNames().into(new HashSet<>());
    var states = new LinkedHashMap<String, CollectionState>();
    for (String name : COLLECTIONS) {
      boolean exists = present.contains(name);
      long documents = exists ? database.getCollection(name).estimatedDocumentCount() : 0;
      states.put(name, new CollectionState(exists, documents));
    }
    return new StoreState("connected", states);
  }

  record ServiceInfo(
      String service,
      String version,
      @JsonProperty("flowise_url") String flowiseUrl,
      boolean debug,
      Map<String, String> endpoints) {}

  record StoreState(String database, Map<String, CollectionState> collections) {}

  record CollectionState(boolean exists, long documents) {}
}
