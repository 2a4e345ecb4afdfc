package io.flowmeter.demo.http;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One HTTP request, read to its end. Header names are lower case. */
public record Request(String method, String path, Map<String, String> headers, String body) {

  public @Nullable String header(String lowerCaseName) {
    return headers.get(lowerCaseName);
  }
}
