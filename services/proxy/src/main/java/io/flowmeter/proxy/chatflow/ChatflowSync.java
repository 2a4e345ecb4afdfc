package io.flowmeter.proxy.chatflow;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.flowmeter.proxy.upstream.ChatflowId;
import io.flowmeter.proxy.upstream.FlowCatalogue;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.bson.conversions.Bson;
import tools.jackson.databind.JsonNode;

/**
 * Copies Flowise's list. Only a whole and readable list that is not empty may take anything away:
 * an upstream that is ill, or has just been set up anew, deletes nothing here.
 */
final class ChatflowSync {
  private final Supplier<FlowCatalogue.Listing> catalogue;
  private final Chatflows chatflows;
  private final Clock clock;

  ChatflowSync(Supplier<FlowCatalogue.Listing> catalogue, Chatflows chatflows, Clock clock) {
    this.catalogue = catalogue;
    this.chatflows = chatflows;
    this.clock = clock;
  }

  /** What a round did. */
  record Report(
      @JsonProperty("total_fetched") int totalFetched,
      int created,
      int updated,
      long deleted,
      int errors,
      @JsonProperty("error_details") List<Problem> errorDetails) {}

  record Problem(String error) {}

  Report run() {
    return run(false);
  }

  /**
   * @param dryRun only tells what the round would do
   */
  Report run(boolean dryRun) {
    Instant startedAt = clock.instant();
    return switch (catalogue.get()) {
      case FlowCatalogue.Listing.Failed(String reason) -> nothing(reason);
      case FlowCatalogue.Listing.Listed(List<JsonNode> flows) when flows.isEmpty() ->
          nothing("Flowise lists no chatflow; nothing was deleted");
      case FlowCatalogue.Listing.Listed(List<JsonNode> flows) -> copy(flows, startedAt, dryRun);
    };
  }

  private Report copy(List<JsonNode> flows, Instant startedAt, boolean dryRun) {
    var offered = new HashSet<ChatflowId>();
    var problems = new ArrayList<Problem>();
    int created = 0;
    for (JsonNode flow : flows) {
      Optional<ChatflowId> id = ChatflowId.parse(flow.path("id").asString(""));
      if (id.isEmpty()) {
        problems.add(new Problem("a chatflow without a usable id"));
        continue;
      }
      offered.add(id.get());
      try {
        Bson description = Descriptions.of(flow);
        boolean isNew =
            dryRun
                ? chatflows.find(id.get()).isEmpty()
                : chatflows.save(id.get(), description, clock.instant());
        if (isNew) created++;
      } catch (IllegalArgumentException unusable) {
        problems.add(new Problem("chatflow %s: %s".formatted(id.get(), unusable.getMessage())));
      }
    }
    long deleted =
        offered.isEmpty()
            ? 0
            : dryRun
                ? chatflows.countAllBut(offered, startedAt)
                : chatflows.retireAllBut(offered, startedAt);
    int saved = flows.size() - problems.size();
    return new Report(
        flows.size(), created, saved - created, deleted, problems.size(), List.copyOf(problems));
  }

  private static Report nothing(String reason) {
    return new Report(0, 0, 0, 0, 1, List.of(new Problem(reason)));
  }
}
