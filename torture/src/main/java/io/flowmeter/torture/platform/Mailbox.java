package io.flowmeter.torture.platform;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/** Remembers what the mail catcher, which keeps only the newest, has ever shown. */
public final class Mailbox {
  private static final Pattern CODE = Pattern.compile("verification code: ([0-9A-Fa-f]{6,})");

  private final Api page;
  private final Map<String, String> codes = new ConcurrentHashMap<>();

  Mailbox(Api page) {
    this.page = page;
  }

  public void look() {
    Reply reply;
    try {
      reply = page.get("/api/messages");
    } catch (Lost away) {
      return;
    }
    if (reply.status() != 200) return;
    // The newest come first, and only the newest code counts.
    Map<String, String> seen = new ConcurrentHashMap<>();
    for (JsonNode mail : reply.json()) {
      Matcher code = CODE.matcher(mail.path("text").asString(""));
      if (code.find()) {
        String given = code.group(1);
        mail.path("to").forEach(to -> seen.putIfAbsent(to.asString(""), given));
      }
    }
    codes.putAll(seen);
  }

  public Optional<String> code(String email) {
    return Optional.ofNullable(codes.get(email));
  }
}
