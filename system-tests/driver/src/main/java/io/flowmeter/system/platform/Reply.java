package io.flowmeter.system.platform;

import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What a service answered. Header names are lower case. */
public record Reply(int status, Map<String, String> headers, String text) {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  public JsonNode json() {
    return JSON.readTree(text);
  }

  public JsonNode at(String member) {
    return json().path(member);
  }

  public String textAt(String member) {
    return at(member).asString("");
  }

  /** For failure messages of assertions. */
  @Override
  public String toString() {
    return status + " " + text;
  }
}
