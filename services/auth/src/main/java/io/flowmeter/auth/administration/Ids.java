package io.flowmeter.auth.administration;

import io.flowmeter.identity.UserId;
import io.flowmeter.web.ApiException;
import java.util.Locale;
import java.util.regex.Pattern;

final class Ids {
  private static final Pattern FORM = Pattern.compile("[0-9a-fA-F]{24}");

  private Ids() {}

  static UserId of(String given) {
    if (!FORM.matcher(given).matches()) throw new ApiException(400, "Invalid user ID format");
    return new UserId(given.toLowerCase(Locale.ROOT));
  }

  static ApiException unknown() {
    return new ApiException(404, "User not found");
  }
}
