package io.flowmeter.proxy.migration;

import io.flowmeter.identity.UserId;
import io.flowmeter.proxy.session.SessionId;
import io.flowmeter.proxy.upstream.ChatflowId;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads a row's fields; the first that breaks a rule is the row's refusal. */
final class Fields {
  private static final Pattern ID = Pattern.compile("[0-9a-f]{24}");
  private static final Instant EARLIEST = Instant.parse("2000-01-01T00:00:00Z");
  private static final Instant LATEST = Instant.parse("2100-01-01T00:00:00Z");

  private Fields() {}

  /** The message completes a sentence that begins with the field's name. */
  static final class BrokenRule extends RuntimeException {
    private static final long serialVersionUID = 1L;

    BrokenRule(String field, String rule) {
      super(field + " " + rule, null, false, false);
    }
  }

  static String id(String field, @Nullable String text) {
    if (text != null && ID.matcher(text).matches()) return text;
    throw new BrokenRule(field, "must be 24 hexadecimal digits");
  }

  static UserId user(@Nullable String text) {
    if (text != null && UserId.isValid(text)) return new UserId(text);
    throw new BrokenRule("user_id", "must have only letters, digits, _ and -");
  }

  static SessionId session(@Nullable String text) {
    return SessionId.parse(text == null ? "" : text)
        .orElseThrow(() -> new BrokenRule("session_id", "must be a UUID"));
  }

  static ChatflowId chatflow(@Nullable String text) {
    return ChatflowId.parse(text == null ? "" : text)
        .orElseThrow(() -> new BrokenRule("chatflow_id", "must be a chatflow's id in Flowise"));
  }

  static Instant moment(String field, @Nullable String text) {
    try {
      Instant moment = Instant.parse(text == null ? "" : text);
      if (moment.isAfter(EARLIEST) && moment.isBefore(LATEST)) return moment;
    } catch (DateTimeException e) {
      throw new BrokenRule(field, "must be a moment as 2026-01-31T12:00:00Z");
    }
    throw new BrokenRule(field, "must be from 2000 to 2099");
  }

  static String text(String field, @Nullable String text, int maxChars) {
    if (text == null) throw new BrokenRule(field, "is required");
    if (text.length() <= maxChars) return text;
    throw new BrokenRule(field, "must have at most %d characters".formatted(maxChars));
  }
}
