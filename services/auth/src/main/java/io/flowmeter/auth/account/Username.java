package io.flowmeter.auth.account;

import java.util.Optional;
import java.util.regex.Pattern;

/** A login name, unique, case-sensitive as the predecessor's. */
public record Username(String value) {
  private static final int MIN_CHARS = 3;
  private static final int MAX_CHARS = 30;
  private static final Pattern UNPRINTABLE =
      Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Cs}\\p{Zl}\\p{Zp}]");

  public Username {
    value = value.strip();
    brokenRule(value)
        .ifPresent(
            rule -> {
              throw new IllegalArgumentException(rule);
            });
  }

  /**
   * The rule that this text breaks. A name with an {@code @} could equal another person's address,
   * and then who logs in by it would be a matter of luck.
   */
  public static Optional<String> brokenRule(String text) {
    String name = text.strip();
    int chars = name.codePointCount(0, name.length());
    if (chars < MIN_CHARS || chars > MAX_CHARS) {
      return Optional.of("username must be %d to %d characters".formatted(MIN_CHARS, MAX_CHARS));
    }
    if (looksLikeEmail(name)) {
      return Optional.of("username must not look like an e-mail address");
    }
    if (UNPRINTABLE.matcher(name).find()) {
      return Optional.of("username must not contain control characters");
    }
    return Optional.empty();
  }

  /** What has an {@code @} is looked up as an address, all else as a name. */
  public static boolean looksLikeEmail(String text) {
    // Also the full-width and small forms, which normalise to it.
    return text.indexOf('@') >= 0 || text.indexOf('\uFF20') >= 0 || text.indexOf('\uFE6B') >= 0;
  }

  @Override
  public String toString() {
    return value;
  }
}
