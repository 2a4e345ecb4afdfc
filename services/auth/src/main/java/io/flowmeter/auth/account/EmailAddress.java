package io.flowmeter.auth.account;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** An address, trimmed and lower case; unique. Hosts without a dot are allowed: intranets. */
public record EmailAddress(String value) {
  private static final int MAX_CHARS = 254;

  /**
   * Narrower than RFC 5322 on purpose: no quotes, brackets, commas or spaces, so that an address
   * can stand in a mail header as it is.
   */
  private static final Pattern FORM =
      Pattern.compile("[\\p{L}\\p{N}.!#$%&'*+/=?^_`{|}~-]{1,64}@[\\p{L}\\p{N}][\\p{L}\\p{N}.-]*");

  public EmailAddress {
    value = normalised(value);
    brokenRule(value)
        .ifPresent(
            rule -> {
              throw new IllegalArgumentException(rule);
            });
  }

  public static Optional<String> brokenRule(String text) {
    String address = normalised(text);
    if (address.length() > MAX_CHARS) {
      return Optional.of("email must be at most %d characters".formatted(MAX_CHARS));
    }
    if (!FORM.matcher(address).matches()) {
      return Optional.of("email must be an e-mail address");
    }
    return Optional.empty();
  }

  /** How an address is stored and looked up, whatever a person typed. */
  public static String normalised(String text) {
    return text.strip().toLowerCase(Locale.ROOT);
  }

  @Override
  public String toString() {
    return value;
  }
}
