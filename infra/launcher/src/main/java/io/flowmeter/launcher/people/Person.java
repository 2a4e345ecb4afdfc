package io.flowmeter.launcher.people;

import tools.jackson.databind.JsonNode;

/** An account as auth shows it, in whichever of its two spellings. */
public record Person(String id, String username, String email, String role, boolean verified) {

  static Person of(JsonNode user) {
    return new Person(
        text(user, "_id", "user_id"),
        text(user, "username", "username"),
        text(user, "email", "email"),
        text(user, "role", "role"),
        user.path("isVerified").asBoolean(user.path("is_verified").asBoolean(false)));
  }

  private static String text(JsonNode user, String field, String otherwise) {
    return user.path(field).asString(user.path(otherwise).asString(""));
  }
}
