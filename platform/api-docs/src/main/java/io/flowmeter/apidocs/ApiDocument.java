package io.flowmeter.apidocs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import org.springframework.core.env.Environment;
import org.springframework.core.io.ClassPathResource;

/**
 * The document that a running service gives of itself, and the one that is kept in {@code
 * docs/openapi}. With {@code -Dflowmeter.docs=write} the kept one is written anew.
 */
public final class ApiDocument {
  private static final ObjectMapper JSON =
      new ObjectMapper()
          .enable(SerializationFeature.INDENT_OUTPUT)
          .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS);

  private ApiDocument() {}

  /** As a running service has it, without what differs from start to start. */
  public static String generated(Environment service) throws IOException {
    String port = service.getRequiredProperty("local.server.port");
    URL url = URI.create("http://localhost:" + port + "/v3/api-docs").toURL();
    JsonNode document;
    try (InputStream in = url.openStream()) {
      document = JSON.readTree(in);
    }
    ((ObjectNode) document).remove("servers");
    ((ObjectNode) document.path("paths")).remove("/error");
    addBodies(document.path("paths"));
    return JSON.writeValueAsString(JSON.treeToValue(document, Map.class)) + "\n";
  }

  /**
   * Of routes that take their body apart field by field: the generator has no type to look at.
   * {@code openapi-bodies.json} has the schema of each, by method and path.
   */
  private static void addBodies(JsonNode paths) throws IOException {
    try (InputStream in = ApiDocument.class.getResourceAsStream("/openapi-bodies.json")) {
      if (in == null) return;
      for (var body : JSON.readTree(in).properties()) {
        String[] route = body.getKey().split(" ", 2);
        ObjectNode operation =
            (ObjectNode) paths.path(route[1]).required(route[0].toLowerCase(Locale.ROOT));
        operation
            .withObject("requestBody")
            .withObject("content")
            .withObject("application/json")
            .set("schema", body.getValue());
      }
    }
  }

  /** Whether the service has the document that its page {@code /docs} is to show. */
  public static boolean packaged(Environment service) {
    return new ClassPathResource(service.getRequiredProperty("flowmeter.try-it.document")).exists();
  }

  public static String kept(String service, String generated) throws IOException {
    Path file = Path.of(System.getProperty("flowmeter.docs.home"), "openapi", service + ".json");
    if ("write".equals(System.getProperty("flowmeter.docs"))) Files.writeString(file, generated);
    return Files.readString(file);
  }
}
