package io.flowmeter.proxy.directory;

import io.flowmeter.identity.UserId;
import java.util.Objects;
import org.bson.Document;

/** Somebody whom auth knows. */
public record Person(UserId id, String username, String email, String role, boolean active) {

  static Person of(Document row) {
    return new Person(
        new UserId(row.getString("_id")),
        Objects.requireNonNullElse(row.getString("username"), ""),
        Objects.requireNonNullElse(row.getString("email"), ""),
        Objects.requireNonNullElse(row.getString("role"), ""),
        row.getBoolean("is_active", true));
  }
}
