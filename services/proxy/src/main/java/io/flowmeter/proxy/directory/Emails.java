package io.flowmeter.proxy.directory;

import io.flowmeter.web.InvalidInputException;
import io.flowmeter.web.Violation;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** E-mail addresses in requests; also those of a school's own network. */
public final class Emails {
  private static final int MAX_PER_REQUEST = 1_000;
  private static final Pattern FORM = Pattern.compile("[^@\\s]{1,100}@[^@\\s]{1,150}");

  private Emails() {}

  public static String checked(@Nullable String email) {
    if (email == null) throw invalid("missing", "email", "Field required");
    if (!FORM.matcher(email.strip()).matches()) {
      throw invalid("value_error", "email", "email must be an e-mail address");
    }
    return email.strip();
  }

  public static List<String> checked(@Nullable List<@Nullable String> emails) {
    if (emails == null) throw invalid("missing", "emails", "Field required");
    if (emails.size() > MAX_PER_REQUEST) {
      throw invalid(
          "too_long", "emails", "emails must have at most %d items".formatted(MAX_PER_REQUEST));
    }
    var checked = new ArrayList<String>();
    for (String email : emails) {
      if (email == null || !FORM.matcher(email.strip()).matches()) {
        throw invalid("value_error", "emails", "each of emails must be an e-mail address");
      }
      checked.add(email.strip());
    }
    return checked;
  }

  public static InvalidInputException invalid(String type, String field, String message) {
    return new InvalidInputException(Violation.ofBody(type, field, message, null));
  }
}
