package io.flowmeter.torture.verdict;

import io.flowmeter.torture.platform.Books;
import io.flowmeter.torture.platform.Topics.Fact;
import io.flowmeter.torture.platform.Upstream;
import io.flowmeter.torture.truth.Chat;
import io.flowmeter.torture.truth.Truth;
import java.util.List;

/** What must be true of each chat, at a price of one credit. */
record ChatRules(Truth truth, Evidence evidence) {
  private static final long PRICE = 1;

  void check(Chat chat) {
    List<Upstream.Served> served = Evidence.of(evidence.servedByQuestion(), chat.name());
    List<Fact> usages = Evidence.of(evidence.usagesBySession(), chat.sessionId());
    List<Books.Usage> booked = Evidence.of(evidence.bookedBySession(), chat.sessionId());
    if (served.size() > 1) broken(chat, "a completion is asked of Flowise once", served);
    if (usages.size() > 1) broken(chat, "a completion has one UsageRecorded", usages);
    if (usages.isEmpty() && !served.isEmpty()) {
      broken(chat, "what Flowise served has its UsageRecorded", served);
    }
    if (usages.isEmpty() && chat.isAccepted()) {
      broken(chat, "a chat that was accepted has its UsageRecorded", "none");
    }
    booked(chat, usages, booked);
    if (usages.size() == 1) price(chat, usages.getFirst(), served);
  }

  private void booked(Chat chat, List<Fact> usages, List<Books.Usage> booked) {
    var published = usages.stream().map(fact -> fact.text("eventId")).sorted().toList();
    var inTheBooks = booked.stream().map(Books.Usage::eventId).sorted().toList();
    if (!published.equals(inTheBooks)) {
      broken(
          chat,
          "each UsageRecorded is booked exactly once",
          "published %s, booked %s".formatted(published, inTheBooks));
    }
  }

  private void price(Chat chat, Fact usage, List<Upstream.Served> served) {
    long credits = Long.parseLong(usage.text("credits"));
    boolean completed =
        served.stream().anyMatch(Upstream.Served::completed) && chat.kind() != Chat.Kind.EMPTY;
    String found = "served %s, %s for %d".formatted(served, usage.text("outcome"), credits);
    boolean right =
        switch (usage.text("outcome")) {
          case "SUCCEEDED" -> completed && credits == PRICE;
          case "UPSTREAM_FAILED", "EMPTY" -> !completed && credits == 0;
          // Somebody may have seen some of it, or nobody any.
          case "INTERRUPTED" -> credits == 0 || credits == PRICE;
          default -> false;
        };
    if (!right) broken(chat, "a completion costs what came of it", found);
    if (served.isEmpty() && credits != 0) broken(chat, "what was not served is free", found);
    if (chat.isAnswered() && credits != PRICE) {
      broken(chat, "an answer that was delivered whole is charged", found);
    }
  }

  private void broken(Chat chat, String rule, Object found) {
    truth.broken(rule, chat.name(), found.toString());
  }
}
