package io.flowmeter.proxy.chat;

import io.flowmeter.proxy.session.SessionId;
import io.flowmeter.proxy.upstream.Ask;
import io.flowmeter.proxy.upstream.ChatflowId;
import io.flowmeter.web.ApiException;
import io.flowmeter.web.InvalidInputException;
import io.flowmeter.web.Violation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Checks a request before anything is charged. */
final class Questions {
  private static final Set<String> ROLES = Set.of("userMessage", "apiMessage");
  private static final int MAX_CHATFLOW_ID_CHARACTERS = 100;

  private final ChatSettings settings;
  private final List<Violation> violations = new ArrayList<>();

  private Questions(ChatSettings settings) {
    this.settings = settings;
  }

  /**
   * @throws InvalidInputException naming every field that breaks a rule
   * @throws ApiException for ids that cannot be ids
   */
  static Question check(ChatRequest request, ChatSettings settings) {
    return new Questions(settings).check(request);
  }

  private Question check(ChatRequest request) {
    String text = required("question", request.question(), settings.maxQuestionCharacters());
    String flow = required("chatflow_id", request.chatflowId(), MAX_CHATFLOW_ID_CHARACTERS);
    List<Ask.Turn> history = history(request.history());
    if (request.uploads() != null && !request.uploads().isEmpty()) {
      reject("value_error", "uploads", "uploads are not accepted here");
    }
    if (!violations.isEmpty()) throw new InvalidInputException(violations);
    Optional<SessionId> session = session(request.sessionId());
    ChatflowId chatflow =
        ChatflowId.parse(flow).orElseThrow(() -> new ApiException(404, "Chatflow not found"));
    return new Question(chatflow, text, session, history);
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
