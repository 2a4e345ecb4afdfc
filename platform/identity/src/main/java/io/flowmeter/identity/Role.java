package io.flowmeter.identity;

import java.util.Locale;
import java.util.Optional;

/** What a person may do; each role includes the ones after it. */
public enum Role {
  ADMIN,
  SUPERVISOR,
  ENDUSER;

  /**
   * The spelling in tokens, events and answers: {@code admin}, {@code supervisor}, {@code enduser}.
   */
  public String wire() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Reads a role in any case, with the predecessor's aliases; empty if it is none of them. */
  public static Optional<Role> parse(String text) {
    return switch (text.strip().toLowerCase(Locale.ROOT)) {
      case "admin" -> Optional.of(ADMIN);
      case "supervisor" -> Optional.of(SUPERVISOR);
      // A teacher of the predecessor's CSV files has no power over credits.
      case "enduser", "user", "teacher", "student" -> Optional.of(ENDUSER);
      default -> Optional.empty();
    };
  }
}
