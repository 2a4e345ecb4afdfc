package io.flowmeter.proxy.session;

import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/** A chat session. */
public record SessionId(UUID value) {
  private static final Pattern FORM =
      Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

  public static Optional<SessionId> parse(String text) {
    return FORM.matcher(text).matches()
        ? Optional.of(new SessionId(UUID.fromString(text)))
        : Optional.empty();
  }

  @Override
  public String toString() {
    return value.toString();
  }
}
