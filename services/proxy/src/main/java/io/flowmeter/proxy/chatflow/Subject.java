package io.flowmeter.proxy.chatflow;

import io.flowmeter.identity.Caller;
import io.flowmeter.identity.Role;
import io.flowmeter.identity.UserId;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;

/** Whom a flow is assigned to. */
sealed interface Subject {
  /** As it is stored; no user id has a colon in it. */
  String key();

  record Person(UserId id) implements Subject {
    @Override
    public String key() {
      return id.value();
    }
  }

  /** Everybody who has the role, or one that includes it. */
  record OfRole(Role role) implements Subject {
    @Override
    public String key() {
      return ROLE + role.wire();
    }
  }

  /** The members of a group; by an id, so that a later group of its name inherits nothing. */
  record OfGroup(String id) implements Subject {
    @Override
    public String key() {
      return GROUP + id;
    }
  }

  String ROLE = "role:";
  String GROUP = "group:";

  static Subject of(String key) {
    if (key.startsWith(GROUP)) return new OfGroup(key.substring(GROUP.length()));
    if (!key.startsWith(ROLE)) return new Person(new UserId(key));
    return new OfRole(Role.parse(key.substring(ROLE.length())).orElseThrow());
  }

  static List<Subject> ofPersonAndRole(Caller caller) {
    Stream<Subject> roles =
        Stream.of(Role.values())
            .filter(role -> role.compareTo(caller.role()) >= 0)
            .map(OfRole::new);
    return Stream.concat(Stream.of(new Person(caller.userId())), roles).toList();
  }

  static List<OfGroup> ofGroups(Collection<String> ids) {
    return ids.stream().map(OfGroup::new).toList();
  }

  static List<UserId> persons(Collection<Assignments.Assignment> assignments) {
    return subjects(assignments, Person.class).map(Person::id).toList();
  }

  static List<String> groups(Collection<Assignments.Assignment> assignments) {
    return subjects(assignments, OfGroup.class).map(OfGroup::id).toList();
  }

  private static <T> Stream<T> subjects(
      Collection<Assignments.Assignment> assignments, Class<T> kind) {
    return assignments.stream()
        .map(Assignments.Assignment::subject)
        .filter(kind::isInstance)
        .map(kind::cast);
  }
}
