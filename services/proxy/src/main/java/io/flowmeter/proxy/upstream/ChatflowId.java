package io.flowmeter.proxy.upstream;

import java.util.Optional;
import java.util.regex.Pattern;

/** A Flowise chatflow or agentflow. Its form keeps it one harmless segment of a URL's path. */
public record ChatflowId(String value) {
  private static final Pattern FORM = Pattern.compile("[A-Za-z0-9_-]{1,64}");

  public ChatflowId {
    if (!FORM.matcher(value).matches()) throw new IllegalArgumentException("not a chatflow id");
  }

  public static Optional<ChatflowId> parse(String text) {
    return FORM.matcher(text).matches() ? Optional.of(new ChatflowId(text)) : Optional.empty();
  }

  @Override
  public String toString() {
    return value;
  }
}
