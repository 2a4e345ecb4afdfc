package io.flowmeter.system.platform;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** The demo Flowise: told what to do, and asked what it served. */
public record Demo(Client client) {
  public static final String CONVERSATION = "d3300000-0000-4000-8000-000000000001";
  public static final String AGENTFLOW = "d3300000-0000-4000-8000-000000000002";
  public static final String WHOLE_ANSWER = "d3300000-0000-4000-8000-000000000003";

  public void behave(String behaviour) {
    Reply reply = client.post("/control/behaviours", behaviour);
    if (reply.status() != 200) {
      throw new AssertionError("the demo does not take orders: " + reply);
    }
  }

  /** Streams a few tokens of the answer to this question, then waits to be released. */
  public void pauseAfter(int tokens, String question) {
    behave("{\"question\":\"%s\",\"pauseAfterTokens\":%d}".formatted(question, tokens));
  }

  public void awaitPaused(String question) {
    await().atMost(Duration.ofSeconds(20)).until(() -> states(question).contains("PAUSED"));
  }

  public void release() {
    client.post("/control/release", "");
  }

  /** How often this question was asked, and how each time ended. */
  public List<String> states(String question) {
    List<String> states = new ArrayList<>();
    for (JsonNode served : client.get("/control/served").at("served")) {
      if (served.path("question").asString("").equals(question)) {
        states.add(served.path("state").asString(""));
      }
    }
    return states;
  }
}
