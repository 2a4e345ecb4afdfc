package io.flowmeter.launcher.people;

import io.flowmeter.launcher.terminal.Misuse;
import java.util.Locale;

/** Roles, and what schools call them. */
public final class Roles {
  private Roles() {}

  /** As auth writes them, so that a role that somebody has already can be told. */
  public static String wire(String role) {
    return switch (role.toLowerCase(Locale.ROOT)) {
      case "admin" -> "admin";
      case "supervisor" -> "supervisor";
      case "enduser", "user", "teacher", "student" -> "enduser";
      default ->
          throw new Misuse(
              "a role is admin, supervisor or enduser (also: teacher, student), not '%s'"
                  .formatted(role));
    };
  }
}
