package io.flowmeter.proxy.session;

import io.flowmeter.web.InvalidInputException;
import io.flowmeter.web.Violation;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Which part of the list of sessions is wanted. */
record SessionPage(int limit, Optional<Position> after) {
  /** Of a list that is not paged, as the predecessor's clients ask for it. */
  private static final int MAX_UNPAGED = 10_000;

  private static final int MAX_LIMIT = 100;

  static SessionPage of(@Nullable String limit, @Nullable String cursor) {
    if (limit == null && cursor == null) return new SessionPage(MAX_UNPAGED, Optional.empty());
    return new SessionPage(limit(limit), Optional.ofNullable(cursor).map(SessionPage::position));
  }

  private static int limit(@Nullable String text) {
    if (text == null) return MAX_LIMIT;
    try {
      int limit = Integer.parseInt(text);
      if (limit >= 1 && limit <= MAX_LIMIT) return limit;
    } catch (NumberFormatException noNumber) {
      // Refused below.
    }
    throw refusal("limit", "limit must be a number from 1 to " + MAX_LIMIT, text);
  }

  private static Position position(String text) {
    return Position.parse(text)
        .orElseThrow(
            () -> refusal("cursor", "cursor must be the next_cursor of another page", text));
  }

  private static InvalidInputException refusal(String name, String message, String given) {
    return new InvalidInputException(
        List.of(new Violation("value_error", List.of("query", name), message, given)));
  }
}
