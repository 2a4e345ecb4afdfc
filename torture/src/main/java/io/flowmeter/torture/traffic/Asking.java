package io.flowmeter.torture.traffic;

import io.flowmeter.torture.platform.Platform;
import io.flowmeter.torture.platform.Upstream;
import io.flowmeter.torture.truth.Chat;
import io.flowmeter.torture.truth.Truth;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Chats as the chat page does, sometimes with a key, under which the same is asked again. */
record Asking(Truth truth, Platform platform, BooleanSupplier over) {
  private static final String PATH = "/api/v1/chat/predict/stream/store";
  private static final String DATA = "data: ";
  private static final int MAX_EVENTS_BEFORE_LEAVING = 12;
  private static final int MAX_TOKENS_BEFORE_FAILURE = 6;
  private static final int MAX_KEYED_TRIES = 12;
  private static final double KEYED_SHARE = 0.5;
  private static final double ASKS_AGAIN_AFTER_ITS_ANSWER = 0.2;

  /** How one request ended, for whoever sent it. */
  enum Heard {
    ALL,
    PART,
    REFUSED,
    NOT_LOGGED_IN,
    NOTHING
  }

  Heard ask(Chat chat, String token, RandomGenerator random) throws InterruptedException {
    String behaviour = chat.kind().behaviour(random.nextInt(MAX_TOKENS_BEFORE_FAILURE));
    if (!behaviour.isEmpty()) platform.upstream().behave(chat.name(), behaviour);
    boolean keyed = random.nextDouble() < KEYED_SHARE;
    Heard heard = Heard.NOTHING;
    for (int tried = 0; tried < (keyed ? MAX_KEYED_TRIES : 1); tried++) {
      heard = once(chat, token, keyed, random);
      boolean enough = heard == Heard.ALL && random.nextDouble() > ASKS_AGAIN_AFTER_ITS_ANSWER;
      if (enough || heard == Heard.NOT_LOGGED_IN || over.getAsBoolean()) break;
      TimeUnit.MILLISECONDS.sleep(random.nextInt(1000));
    }
    return heard;
  }

  private Heard once(Chat chat, String token, boolean keyed, RandomGenerator random) {
    String body =
        "{\"chatflow_id\":\"%s\",\"question\":\"%s\",\"sessionId\":\"%s\"}"
            .formatted(Upstream.CONVERSATION, chat.name(), chat.sessionId());
    String[] headers = keyed ? new String[] {"Idempotency-Key", chat.name()} : new String[0];
    int events =
        chat.kind() == Chat.Kind.LEAVES
            ? random.nextInt(MAX_EVENTS_BEFORE_LEAVING)
            : Integer.MAX_VALUE;
    String what = keyed ? "asks with its key" : "asks";
    try {
      HttpResponse<InputStream> response = platform.proxy().as(token).open(PATH, body, headers);
      try (InputStream stream = response.body()) {
        Heard heard =
            response.statusCode() == 200
                ? read(chat, stream, events)
                : refused(chat, response.statusCode(), stream);
        truth.note(chat.name(), "%s -> %d %s".formatted(what, response.statusCode(), heard));
        truth.count("chat " + chat.kind(), response.statusCode() + " " + heard);
        return heard;
      }
    } catch (IOException lost) {
      truth.note(chat.name(), "%s -> lost: %s".formatted(what, lost));
      truth.count("chat " + chat.kind(), "lost");
      return Heard.NOTHING;
    }
  }

  private Heard read(Chat chat, InputStream stream, int events) throws IOException {
    chat.accepted();
    StringBuilder answer = new StringBuilder();
    var lines = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8));
    int seen = 0;
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      if (seen == events) return Heard.PART;
      if (!line.startsWith(DATA)) continue;
      seen++;
      JsonNode event = JsonMapper.shared().readTree(line.substring(DATA.length()));
      String name = event.path("event").asString("");
      if (name.equals("token")) answer.append(event.path("data").asString(""));
      if (name.equals("end")) {
        if (answer.toString().endsWith(Upstream.LAST_WORDS)) chat.answered();
        return Heard.ALL;
      }
    }
    return Heard.PART;
  }

  private Heard refused(Chat chat, int status, InputStream stream) throws IOException {
    String why = new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    truth.note(chat.name(), "refused: " + why);
    return switch (status) {
      case 401 -> Heard.NOT_LOGGED_IN;
      case 402 -> Heard.REFUSED;
      // Busy, or away.
      case 409, 429, 500, 502, 503, 504 -> Heard.NOTHING;
      default -> {
        truth.broken("a chat is answered, or refused for a reason", chat.name(), why);
        yield Heard.REFUSED;
      }
    };
  }
}
