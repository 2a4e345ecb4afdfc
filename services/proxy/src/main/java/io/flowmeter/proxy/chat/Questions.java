package io.flowmeter.proxy.chat;

import io.flowmeter.proxy.file.Upload;
import io.flowmeter.proxy.file.UploadCheck;
import io.flowmeter.proxy.session.SessionId;
import io.flowmeter.proxy.upstream.Ask;
import io.flowmeter.proxy.upstream.ChatflowId;
import io.flowmeter.web.ApiException;
import io.flowmeter.web.InvalidInputException;
import io.flowmeter.web.Violation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Checks a request before anything is charged. */
final class Questions {
  private static final Set<String> ROLES = Set.of("userMessage", "apiMessage");
  private static final int MAX_CHATFLOW_ID_CHARACTERS = 100;

  private final ChatSettings settings;
  private final UploadCheck uploadCheck;
  private final List<Violation> violations = new ArrayList<>();

  private Questions(ChatSettings settings, UploadCheck uploadCheck) {
    this.settings = settings;
    this.uploadCheck = uploadCheck;
  }

  /**
   * @throws InvalidInputException naming every field that breaks a rule
   * @throws ApiException for ids that cannot be ids
   */
  static Question check(ChatRequest request, ChatSettings settings, UploadCheck uploadCheck) {
    return new Questions(settings, uploadCheck).check(request);
  }

  private Question check(ChatRequest request) {
    String text = question(request);
    String flow = required("chatflow_id", request.chatflowId(), MAX_CHATFLOW_ID_CHARACTERS);
    List<Ask.Turn> history = history(request.history());
    SortedMap<String, JsonNode> override = override(request.overrideConfig());
    List<UploadCheck.Verdict.Accepted> uploads = uploads(request.uploads());
    if (!violations.isEmpty()) throw new InvalidInputException(violations);
    Optional<SessionId> session = session(request.sessionId());
    ChatflowId chatflow =
        ChatflowId.parse(flow).orElseThrow(() -> new ApiException(404, "Chatflow not found"));
    return new Question(chatflow, text, session, history, override, uploads);
  }

  /** A picture may come without a word. */
  private String question(ChatRequest request) {
    boolean mayBeEmpty = request.uploads() != null && !request.uploads().isEmpty();
    boolean empty = request.question() != null && request.question().isBlank();
    return empty && mayBeEmpty
        ? ""
        : required("question", request.question(), settings.maxQuestionCharacters());
  }

  private String required(String field, @Nullable String value, int maxCharacters) {
    if (value == null) {
      reject("missing", field, "Field required");
      return "";
    }
    if (value.isBlank()) reject("string_too_short", field, field + " must not be empty");
    if (value.length() > maxCharacters) {
      reject(
          "string_too_long",
          field,
          "%s must have at most %d characters".formatted(field, maxCharacters));
    }
    return value;
  }

  private List<Ask.Turn> history(@Nullable List<ChatRequest.@Nullable Message> messages) {
    if (messages == null) return List.of();
    if (messages.size() > settings.maxHistoryMessages()) {
      reject(
          "too_long",
          "history",
          "history must have at most %d messages".formatted(settings.maxHistoryMessages()));
    }
    var turns = new ArrayList<Ask.Turn>();
    for (ChatRequest.Message message : messages) {
      if (message != null
          && message.content() != null
          && message.role() != null
          && ROLES.contains(message.role())
          && message.content().length() <= settings.maxQuestionCharacters()) {
        turns.add(new Ask.Turn(message.role(), message.content()));
        continue;
      }
      reject(
          "value_error",
          "history",
          "each message of history must have a role (userMessage or apiMessage) and a content");
      break;
    }
    return turns;
  }

  private SortedMap<String, JsonNode> override(@Nullable Map<String, JsonNode> given) {
    var override = new TreeMap<String, JsonNode>();
    if (given == null) return override;
    override.putAll(given);
    // The session is never the client's to name to Flowise.
    override.remove("sessionId");
    if (override.toString().length() > settings.maxOverrideCharacters()) {
      reject(
          "too_long",
          "overrideConfig",
          "overrideConfig must have at most %d characters"
              .formatted(settings.maxOverrideCharacters()));
    }
    return override;
  }

  private List<UploadCheck.Verdict.Accepted> uploads(@Nullable List<@Nullable Upload> given) {
    if (given == null) return List.of();
    if (given.size() > uploadCheck.maxPerQuestion()) {
      reject(
          "too_long",
          "uploads",
          "uploads must have at most %d items".formatted(uploadCheck.maxPerQuestion()));
      return List.of();
    }
    var accepted = new ArrayList<UploadCheck.Verdict.Accepted>();
    for (Upload upload : given) {
      switch (uploadCheck.check(upload)) {
        case UploadCheck.Verdict.Accepted fine -> accepted.add(fine);
        case UploadCheck.Verdict.Refused(String rule) -> {
          int index = given.indexOf(upload);
          violations.add(
              new Violation(
                  "value_error",
                  List.of("body", "uploads", index),
                  "uploads.%d %s".formatted(index, rule),
                  null));
        }
      }
    }
    return accepted;
  }

  private static Optional<SessionId> session(@Nullable String id) {
    if (id == null || id.isEmpty()) return Optional.empty();
    Optional<SessionId> parsed = SessionId.parse(id);
    if (parsed.isEmpty()) {
      throw new ApiException(400, "Invalid sessionId format. Must be a valid UUID.");
    }
    return parsed;
  }

  private void reject(String type, String field, String message) {
    violations.add(Violation.ofBody(type, field, message, null));
  }
}
