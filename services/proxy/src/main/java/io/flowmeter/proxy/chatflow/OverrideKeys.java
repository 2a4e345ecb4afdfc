package io.flowmeter.proxy.chatflow;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.flowmeter.web.InvalidInputException;
import io.flowmeter.web.Violation;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The keys of overrideConfig that clients may send for a flow. */
record OverrideKeys(@JsonProperty("allowed_keys") @Nullable List<@Nullable String> allowedKeys) {
  private static final int MAX_KEYS = 50;
  private static final Pattern FORM = Pattern.compile("[A-Za-z][A-Za-z0-9_-]{0,63}");

  static OverrideKeys of(List<String> keys) {
    return new OverrideKeys(List.copyOf(keys));
  }

  List<String> checked() {
    if (allowedKeys == null) throw invalid("missing", "Field required");
    if (allowedKeys.size() > MAX_KEYS) {
      throw invalid("too_long", "allowed_keys must have at most %d items".formatted(MAX_KEYS));
    }
    for (String key : allowedKeys) {
      if (key == null || !FORM.matcher(key).matches()) {
        throw invalid("value_error", "each of allowed_keys must be the name of a setting");
      }
      if (key.equals("sessionId")) {
        throw invalid("value_error", "sessionId cannot be left to clients");
      }
    }
    return allowedKeys.stream().map(String::valueOf).distinct().toList();
  }

  private static InvalidInputException invalid(String type, String message) {
    return new InvalidInputException(Violation.ofBody(type, "allowed_keys", message, null));
  }
}
