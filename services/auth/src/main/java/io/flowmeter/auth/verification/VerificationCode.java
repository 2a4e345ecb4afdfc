package io.flowmeter.auth.verification;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** Six upper-case hexadecimal digits, as the predecessor's. */
record VerificationCode(String value) {
  private static final Pattern FORM = Pattern.compile("[0-9A-F]{6}");

  VerificationCode {
    if (!FORM.matcher(value).matches()) throw new IllegalArgumentException("not a code");
  }

  /** As a person typed it. */
  static Optional<VerificationCode> parse(String typed) {
    String code = typed.strip().toUpperCase(Locale.ROOT);
    return FORM.matcher(code).matches()
        ? Optional.of(new VerificationCode(code))
        : Optional.empty();
  }

  @Override
  public String toString() {
    return "VerificationCode[***]";
  }
}
