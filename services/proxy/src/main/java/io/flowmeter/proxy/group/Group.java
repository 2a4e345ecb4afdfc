package io.flowmeter.proxy.group;

import io.flowmeter.identity.UserId;
import java.time.Instant;
import java.util.List;
import org.bson.Document;

/** Some people under one name, such as a class of a school. */
public record Group(String id, String name, List<UserId> members, Instant createdAt) {
  public Group {
    members = List.copyOf(members);
  }

  static Group of(Document row) {
    return new Group(
        row.getString("_id"),
        row.getString("name"),
        row.getList(Groups.MEMBERS, String.class).stream().map(UserId::new).toList(),
        row.getDate("created_at").toInstant());
  }
}
