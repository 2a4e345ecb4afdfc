package io.flowmeter.launcher.ledger;

import tools.jackson.databind.JsonNode;

/** What a rebuild found, in words. */
record Differences(JsonNode run) {

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    for (JsonNode each : run.path("differences")) {
      text.append(
          "  %s: live %d, by the topics %d; %d facts missing, %d unknown\n"
              .formatted(
                  each.path("userId").asString(""),
                  each.path("live").longValue(),
                  each.path("rebuilt").longValue(),
                  each.path("missing").intValue(),
                  each.path("unknown").intValue()));
    }
    return text.append("%,d events read. ".formatted(run.path("eventsRead").longValue()))
        .append(summary())
        .toString();
  }

  private String summary() {
    long differing = run.path("differing").longValue();
    if (differing == 0) return "Every ledger is the fold of its facts.";
    return "%,d ledgers differed%s"
        .formatted(
            differing,
            run.path("apply").booleanValue() ? " and are mended." : "; --apply mends them.");
  }
}
