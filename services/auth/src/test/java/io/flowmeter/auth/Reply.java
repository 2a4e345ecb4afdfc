package io.flowmeter.auth;

import java.net.http.HttpResponse;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** An answer of the service. */
public record Reply(HttpResponse<String> http) {
  private static final JsonMapper JSON = JsonMapper.shared();

  public int status() {
    return http.statusCode();
  }

  public JsonNode json() {
    return JSON.readTree(http.body());
  }

  /** A member's text; a path has dots. */
  public String text(String path) {
    return json().at("/" + path.replace('.', '/')).asString();
  }

  public String error() {
    return text("error");
  }

  public String header(String name) {
    return http.headers().firstValue(name).orElse("");
  }

  public List<String> cookies() {
    return http.headers().allValues("Set-Cookie");
  }

  @Override
  public String toString() {
    return status() + " " + http.body();
  }
}
