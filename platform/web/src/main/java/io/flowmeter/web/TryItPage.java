package io.flowmeter.web;

import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/**
 * {@code /docs}, on which every route can be tried: Swagger UI on the service's own OpenAPI
 * document. Off unless switched on; nothing comes from another host, and no other file of the
 * library is served.
 */
@RestController
@ConditionalOnBooleanProperty("flowmeter.try-it.enabled")
class TryItPage {
  /** All that Swagger UI needs; the rest of the service keeps to that of {@link EdgeFilter}. */
  private static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
          + " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

  private static final MediaType SCRIPT = MediaType.valueOf("text/javascript;charset=UTF-8");
  private static final MediaType STYLE = MediaType.valueOf("text/css;charset=UTF-8");
  private static final MediaType PAGE = MediaType.valueOf("text/html;charset=UTF-8");

  private record File(Resource content, MediaType type) {}

  private final File page = new File(own("index.html"), PAGE);
  private final Map<String, File> files;

  TryItPage(@Value("classpath:${flowmeter.try-it.document}") Resource document) throws IOException {
    if (!document.exists()) {
      throw new IllegalStateException("there is no OpenAPI document at " + document);
    }
    files =
        Map.of(
            "openapi.json", new File(document, MediaType.APPLICATION_JSON),
            "start.js", new File(own("start.js"), SCRIPT),
            "swagger-ui-bundle.js", new File(library("swagger-ui-bundle.js"), SCRIPT),
            "swagger-ui.css", new File(library("swagger-ui.css"), STYLE));
  }

  @GetMapping("/docs")
  ResponseEntity<Resource> page() {
    return answer(page);
  }

  @GetMapping("/docs/{name}")
  ResponseEntity<Resource> file(@PathVariable String name) {
    @Nullable File file = files.get(name);
    if (file == null) throw new ApiException(404, "Not found");
    return answer(file);
  }

  private static ResponseEntity<Resource> answer(File file) {
    return ResponseEntity.ok()
        .header("Content-Security-Policy", POLICY)
        .contentType(file.type())
        .body(file.content());
  }

  private static Resource own(String name) {
    return new ClassPathResource("try-it/" + name);
  }

  /** Whatever the library's version is, which its path has in it. */
  private static Resource library(String name) throws IOException {
    Resource[] found =
        new PathMatchingResourcePatternResolver()
            .getResources("classpath*:META-INF/resources/webjars/swagger-ui/*/" + name);
    if (found.length != 1) {
      throw new IllegalStateException(
          "%d times on the class path: %s".formatted(found.length, name));
    }
    return found[0];
  }
}
