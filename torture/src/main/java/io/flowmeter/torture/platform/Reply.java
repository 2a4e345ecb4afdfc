package io.flowmeter.torture.platform;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What a service answered. */
public record Reply(int status, String text) {

  public JsonNode json() {
    return JsonMapper.shared().readTree(text);
  }

  /** Empty where there is no such member. */
  public String at(String member) {
    return json().path(member).asString("");
  }

  public Reply expect(int wanted) {
    if (status == wanted) return this;
    throw new IllegalStateException("expected %d, was %d: %s".formatted(wanted, status, text));
  }
}
