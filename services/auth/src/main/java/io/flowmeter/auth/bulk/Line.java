package io.flowmeter.auth.bulk;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A line of an import, by its number in the file. */
record Line(long number, String username, String email, Wish wish) {

  /** Lines about the same person keep their order. */
  String person() {
    return username.isEmpty() ? email : username;
  }

  Result result(Status status, String message) {
    return result(status, message, null);
  }

  Result result(Status status, String message, @Nullable String userId) {
    return new Result(number, username, email, status.wire(), message, userId);
  }

  enum Status {
    CREATED,
    UPDATED,
    SKIPPED,
    DELETED,
    FAILED;

    String wire() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  record Result(
      long line,
      String username,
      String email,
      String status,
      String message,
      @Nullable String userId) {}
}
