package io.flowmeter.proxy.chat;

import io.flowmeter.proxy.upstream.Ending;

/** A failed answer in words for a person. */
final class FailureText {
  private FailureText() {}

  /** For the {@code error} event. Only Flowise's own words are repeated, none of ours. */
  static String error(Ending.Failed failed) {
    return switch (failed.cause()) {
      case REFUSED, REPORTED -> "%s: %s".formatted(reason(failed.cause()), failed.detail());
      case UNREACHABLE, NO_FIRST_BYTE, FELL_SILENT, TOOK_TOO_LONG, CUT_OFF, UNREADABLE ->
          reason(failed.cause());
    };
  }

  /** Shown in the place of the answer, or after what there is of it. */
  static String notice(Ending.Failed failed, boolean begun) {
    return begun
        ? "\n\n[The answer broke off: %s. You were not charged.]".formatted(reason(failed.cause()))
        : "Sorry, there is no answer: %s. You were not charged.".formatted(reason(failed.cause()));
  }

  static String reason(Ending.Cause cause) {
    return switch (cause) {
      case UNREACHABLE -> "the AI service cannot be reached";
      case REFUSED -> "the AI service refused the question";
      case REPORTED -> "the AI service reported an error";
      case NO_FIRST_BYTE -> "the AI service did not answer in time";
      case FELL_SILENT -> "the AI service stopped sending";
      case TOOK_TOO_LONG -> "the answer took too long";
      case CUT_OFF -> "the connection to the AI service was lost";
      case UNREADABLE -> "the AI service sent something unreadable";
    };
  }
}
