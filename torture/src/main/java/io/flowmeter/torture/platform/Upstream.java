package io.flowmeter.torture.platform;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** The demo Flowise, which is never a victim: told how to answer, and asked what it served. */
public record Upstream(Api control) {
  private static final int PAGE = 1000;

  public static final String CONVERSATION = "d3300000-0000-4000-8000-000000000001";

  /** The end of each of its answers. */
  public static final String LAST_WORDS = "stored and charged like a real one.";

  public record Served(long id, String question, String state) {
    public boolean completed() {
      return state.equals("COMPLETED");
    }
  }

  /**
   * @param how members of a behaviour, as JSON
   */
  public void behave(String question, String how) {
    control
        .post(
            "/control/behaviours", "{\"question\":\"%s\",\"times\":1,%s}".formatted(question, how))
        .expect(200);
  }

  public void reset() {
    control.post("/control/reset", "").expect(200);
  }

  /** Since the last reset, in order. */
  public List<Served> served() {
    List<Served> all = new ArrayList<>();
    List<Served> page;
    do {
      page = after(all.isEmpty() ? 0 : all.getLast().id());
      all.addAll(page);
    } while (page.size() == PAGE);
    return all;
  }

  private List<Served> after(long id) {
    List<Served> page = new ArrayList<>();
    var reply = control.get("/control/completions/" + id).expect(200);
    for (JsonNode each : reply.json().path("completions")) {
      page.add(
          new Served(
              each.path("id").longValue(),
              each.path("question").asString(""),
              each.path("state").asString("")));
    }
    return page;
  }
}
