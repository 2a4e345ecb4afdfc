package io.flowmeter.identity;

import java.util.regex.Pattern;

/**
 * Identity of a person: 1 to 50 letters, digits, {@code _} or {@code -}; auth's are 24 hexadecimal
 * digits.
 */
public record UserId(String value) {
  private static final Pattern FORM = Pattern.compile("[A-Za-z0-9_-]{1,50}");

  public UserId {
    if (!isValid(value)) throw new IllegalArgumentException("not a user id");
  }

  public static boolean isValid(String value) {
    return FORM.matcher(value).matches();
  }

  @Override
  public String toString() {
    return value;
  }
}
