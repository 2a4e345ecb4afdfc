package io.flowmeter.proxy.journal;

import io.flowmeter.identity.UserId;
import io.flowmeter.proxy.completion.Authorised;
import io.flowmeter.proxy.completion.CompletionId;
import io.flowmeter.proxy.completion.Credits;
import io.flowmeter.proxy.completion.Outcome;
import io.flowmeter.proxy.completion.Transcript;
import io.flowmeter.proxy.upstream.ChatflowId;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.bson.Document;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The journal's rows. */
final class Entries {
  static final String IN_PROGRESS = "in_progress";
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private Entries() {}

  static Document question(Authorised completion) {
    return message(completion, completion.id().derive("question").toString(), "user")
        .append("content", completion.question())
        .append("created_at", Date.from(completion.startedAt()));
  }

  static Document answer(Authorised completion, String requestHash, Date leaseUntil) {
    // One millisecond after its question, so that the order of a session's messages is their
    // times'.
    Instant createdAt = completion.startedAt().plus(1, ChronoUnit.MILLIS);
    return message(completion, completion.id().toString(), "assistant")
        .append("content", "[]")
        .append("metadata", List.of())
        .append("created_at", Date.from(createdAt))
        .append("state", IN_PROGRESS)
        .append("lease_until", leaseUntil)
        .append("started_at_micros", micros(completion.startedAt()))
        .append("question", completion.question())
        .append("request_hash", requestHash)
        .append("delivered", false)
        .append("price", PriceRow.of(completion.price()))
        .append("outbox", List.of());
  }

  /** With an outbox that is empty for ever, as an answer has here once its usage is told. */
  static Document old(OldMessage message) {
    return new Document("_id", message.id())
        .append("chatflow_id", message.chatflowId())
        .append("session_id", message.sessionId())
        .append("user_id", message.user().value())
        .append("role", message.answer() ? "assistant" : "user")
        .append("file_ids", List.of())
        .append("has_files", false)
        .append("content", message.content())
        .append("metadata", BsonOf.json(message.metadata()))
        .append("created_at", Date.from(message.createdAt()))
        .append("outbox", List.of());
  }

  private static Document message(Authorised completion, String id, String role) {
    return new Document("_id", id)
        .append("completion_id", completion.id().toString())
        .append("chatflow_id", completion.chatflow().value())
        .append("session_id", completion.sessionId().toString())
        .append("user_id", completion.userId().value())
        .append("role", role)
        .append("file_ids", List.of())
        .append("has_files", false);
  }

  static Document content(Transcript transcript) {
    return new Document("content", transcript.content())
        .append(
            "metadata",
            transcript.others().stream()
                .map(
                    event ->
                        new Document("event", event.name())
                            .append("data", BsonOf.json(event.data())))
                .toList());
  }

  static Journal.Abandoned abandoned(Document row) {
    return new Journal.Abandoned(
        completion(row),
        row.getBoolean("delivered", false),
        shown(row),
        row.getDate("lease_until").toInstant());
  }

  static Recorded recorded(Document row) {
    Optional<Outcome> outcome =
        Arrays.stream(Outcome.values())
            .filter(each -> each.stored().equals(row.getString("state")))
            .findAny();
    return new Recorded(
        row.getString("user_id"),
        UUID.fromString(row.getString("session_id")),
        row.getString("request_hash"),
        outcome,
        shown(row),
        new Credits(row.get("credits", 0L)));
  }

  private static Authorised completion(Document row) {
    return new Authorised(
        new CompletionId(UUID.fromString(row.getString("_id"))),
        new UserId(row.getString("user_id")),
        new ChatflowId(row.getString("chatflow_id")),
        UUID.fromString(row.getString("session_id")),
        row.getString("question"),
        PriceRow.price(row.get("price", Document.class)),
        Instant.EPOCH.plus(
            row.get("started_at_micros", Number.class).longValue(), ChronoUnit.MICROS));
  }

  private static String shown(Document row) {
    var shown = new StringBuilder();
    for (JsonNode token : JSON.readTree(row.getString("content"))) {
      shown.append(token.path("data").asString(""));
    }
    return shown.toString();
  }

  private static long micros(Instant time) {
    return ChronoUnit.MICROS.between(Instant.EPOCH, time);
  }
}
