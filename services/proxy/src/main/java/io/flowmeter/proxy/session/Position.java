package io.flowmeter.proxy.session;

import java.time.Instant;
import java.util.Optional;
import java.util.regex.Pattern;
import org.bson.Document;

/** A session's place in the list, from which the next page goes on; opaque to clients. */
record Position(Instant createdAt, String id) {
  private static final Pattern FORM = Pattern.compile("(\\d{1,15})_([0-9a-f-]{36})");

  static Position of(Document row) {
    return new Position(row.getDate("created_at").toInstant(), row.getString("session_id"));
  }

  static Optional<Position> parse(String text) {
    var matcher = FORM.matcher(text);
    if (!matcher.matches()) return Optional.empty();
    var createdAt = Instant.ofEpochMilli(Long.parseLong(matcher.group(1)));
    return Optional.of(new Position(createdAt, matcher.group(2)));
  }

  @Override
  public String toString() {
    return createdAt.toEpochMilli() + "_" + id;
  }
}
