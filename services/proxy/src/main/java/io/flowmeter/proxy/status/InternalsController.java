package io.flowmeter.proxy.status;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.mongodb.client.MongoDatabase;
import io.flowmeter.identity.Caller;
import io.flowmeter.proxy.access.Admins;
import io.flowmeter.proxy.http.BaseUrl;
import java.net.URI;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.beans.factory.annotation.Value;
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
          "chat_sessions",
          "chat_messages",
          "file_uploads",
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
  private final String flowiseUrl;

  InternalsController(
      MongoDatabase database, @Value("${flowmeter.flowise.url}") String flowiseUrl) {
    this.database = database;
    this.flowiseUrl = withoutUser(BaseUrl.of(flowiseUrl, "/api/v1").root());
  }

  @GetMapping("/info")
  ServiceInfo info(Caller caller) {
    Admins.only(caller);
    return new ServiceInfo(
        StatusController.SERVICE, StatusController.VERSION, flowiseUrl, false, ENDPOINTS);
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

  /** An address may carry a password. */
  private static String withoutUser(URI url) {
    String port = url.getPort() < 0 ? "" : ":" + url.getPort();
    return url.getScheme() + "://" + url.getHost() + port + url.getPath();
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
