package io.flowmeter.system.platform;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A streamed answer, read as the chat page reads it: every JSON object in it is an event. */
public record Chat(Reply reply, List<JsonNode> events) {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  public static Chat of(Reply reply) {
    List<JsonNode> events = new ArrayList<>();
    String text = reply.text();
    int depth = 0;
    int start = 0;
    boolean quoted = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (quoted) {
        i += c == '\\' ? 1 : 0;
        quoted = c != '"';
      } else if (c == '"' && depth > 0) {
        quoted = true;
      } else if (c == '{') {
        start = depth++ == 0 ? i : start;
      } else if (c == '}' && --depth == 0) {
        events.add(JSON.readTree(text.substring(start, i + 1)));
      }
    }
    return new Chat(reply, events);
  }

  public String answer() {
    StringBuilder answer = new StringBuilder();
    events.stream()
        .filter(event -> event.path("event").asString("").equals("token"))
        .forEach(event -> answer.append(event.path("data").asString("")));
    return answer.toString();
  }

  public List<String> names() {
    return events.stream().map(event -> event.path("event").asString("")).toList();
  }

  public String sessionId() {
    return events.stream()
        .filter(event -> event.path("event").asString("").equals("session_id"))
        .map(event -> event.path("data").asString(""))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no session in " + reply));
  }
}
