package io.flowmeter.auth.password;

import java.util.Optional;

/** A password as a person typed it; never shown. */
public record Password(String value) {
  private static final int MIN_CHARS = 8;

  /** Bounds the work of a request; longer than any passphrase. */
  private static final int MAX_CHARS = 256;

  /** The rule that a new password breaks; an old one is only compared. */
  public static Optional<String> brokenRule(String text) {
    if (text.length() < MIN_CHARS || text.length() > MAX_CHARS) {
      return Optional.of("password must be %d to %d characters".formatted(MIN_CHARS, MAX_CHARS));
    }
    return Optional.empty();
  }

  @Override
  public String toString() {
    return "Password[***]";
  }
}
