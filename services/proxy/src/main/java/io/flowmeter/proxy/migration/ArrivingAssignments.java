package io.flowmeter.proxy.migration;

import io.flowmeter.identity.UserId;
import io.flowmeter.proxy.chatflow.Assignments;
import io.flowmeter.proxy.chatflow.Assignments.Given;
import io.flowmeter.proxy.chatflow.Chatflows;
import io.flowmeter.proxy.directory.People;
import io.flowmeter.proxy.upstream.ChatflowId;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Takes assignments in, each once: it is known by its person and its chatflow, since nobody asks
 * for the predecessor's id of it. What an administrator has taken away here stays taken away.
 */
final class ArrivingAssignments {
  private static final int MAX_GIVER_CHARS = 100;

  private final People people;
  private final Chatflows chatflows;
  private final Assignments assignments;

  ArrivingAssignments(People people, Chatflows chatflows, Assignments assignments) {
    this.people = people;
    this.chatflows = chatflows;
    this.assignments = assignments;
  }

  /** What the rows of one request refer to, looked up at once. */
  private record Known(Set<UserId> people, Set<ChatflowId> chatflows, Set<String> assignments) {}

  /**
   * @param mover stands for who gave the flow where the row does not say it
   */
  List<Moved> move(List<OldChats.Assignment> rows, UserId mover, boolean apply) {
    Known known = known(rows);
    Map<String, Given> fresh = new HashMap<>();
    List<Moved> moved =
        Arrivals.each(
            rows,
            OldChats.Assignment::userId,
            row -> {
              Given given = given(row, mover);
              String key = given.key();
              if (known.assignments().contains(key)) return Moved.known(key);
              if (!known.chatflows().contains(given.chatflow())) {
                return Moved.refused(key, "chatflow_id is no chatflow that Flowise offers here");
              }
              if (apply && !known.people().contains(given.user())) return Moved.nobody(key);
              return fresh.putIfAbsent(key, given) == null ? Moved.created(key) : Moved.known(key);
            });
    if (apply) assignments.adopt(fresh.values());
    return moved;
  }

  private static Given given(OldChats.Assignment row, UserId mover) {
    String giver = Objects.requireNonNullElse(row.assignedBy(), mover.value());
    return new Given(
        Fields.user(row.userId()),
        Fields.chatflow(row.chatflowId()),
        Fields.moment("assigned_at", row.assignedAt()),
        Fields.text("assigned_by", giver, MAX_GIVER_CHARS));
  }

  private Known known(List<OldChats.Assignment> rows) {
    var users = new HashSet<UserId>();
    var flows = new HashSet<ChatflowId>();
    for (String id : Arrivals.texts(rows, OldChats.Assignment::userId)) {
      if (UserId.isValid(id)) users.add(new UserId(id));
    }
    for (String id : Arrivals.texts(rows, OldChats.Assignment::chatflowId)) {
      ChatflowId.parse(id).ifPresent(flows::add);
    }
    return new Known(
        people.byId(users).keySet(), chatflows.offered(flows), assignments.known(users, flows));
  }
}
