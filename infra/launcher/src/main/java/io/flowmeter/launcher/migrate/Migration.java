package io.flowmeter.launcher.migrate;

import io.flowmeter.launcher.client.Connection;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** Reads the predecessor from people to chats; what is there already is left as it is. */
public final class Migration {
  private final Connection connection;
  private final Predecessor predecessor;
  private final boolean apply;
  private final Findings findings = new Findings();

  /** Who is there now, or would be. */
  private final Set<String> people = new HashSet<>();

  public Migration(Connection connection, Predecessor predecessor, boolean apply) {
    this.connection = connection;
    this.predecessor = predecessor;
    this.apply = apply;
  }

  public int run() throws InterruptedException {
    predecessor.requireOne();
    predecessor.users(new OldUsers(connection, apply, findings, people::add)::move);
    // Without auth's database the services decide who is there.
    Optional<Set<String>> moved = predecessor.hasAuth() ? Optional.of(people) : Optional.empty();
    predecessor.credits(new OldCredits(connection, apply, findings, moved)::move);
    predecessor.chats(
        database -> {
          new OldChats(connection, apply, findings, moved).move(database);
          new OldAssignments(connection, apply, findings, moved).move(database);
        });
    return findings.show(connection, apply);
  }
}
