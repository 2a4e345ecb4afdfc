package io.flowmeter.launcher.chatflow;

import io.flowmeter.launcher.client.CsvRows;
import io.flowmeter.launcher.people.People;
import io.flowmeter.launcher.people.Person;
import io.flowmeter.launcher.people.Roles;
import io.flowmeter.launcher.terminal.Misuse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Those whom a chatflow is given to. */
final class Whom {
  @Option(
      names = "--to",
      paramLabel = "USER",
      description = "A person, by id, name or address; may be given again.")
  private @Nullable List<String> users;

  @Option(
      names = "--file",
      paramLabel = "FILE",
      description = "Everybody of a CSV file as for 'users import'.")
  private @Nullable Path file;

  @Option(
      names = "--role",
      paramLabel = "ROLE",
      description = "A role: enduser is everybody, supervisor and admin those and above.")
  private @Nullable String role;

  @Option(names = "--group", paramLabel = "NAME", description = "A group.")
  private @Nullable String group;

  /** Somebody, or what somebody was called whom nobody knows. */
  sealed interface Subject {
    String name();

    record User(String name, String email) implements Subject {}

    record Role(String name) implements Subject {}

    record Group(String name) implements Subject {}
  }

  /** How a person is found; done when it is that person's turn, so that one fails alone. */
  @FunctionalInterface
  interface Found {
    Subject get() throws InterruptedException;
  }

  record Wanted(String name, Found found) {}

  List<Wanted> all(People people) throws InterruptedException {
    List<Wanted> all = new ArrayList<>();
    if (role != null) {
      Subject wanted = new Subject.Role(Roles.wire(role));
      all.add(new Wanted("role " + wanted.name(), () -> wanted));
    }
    if (group != null) {
      Subject wanted = new Subject.Group(group);
      all.add(new Wanted("group " + wanted.name(), () -> wanted));
    }
    for (String user : users == null ? List.<String>of() : users) {
      all.add(new Wanted(user, () -> user(people.find(user))));
    }
    if (file != null) {
      People.Roll roll = people.roll();
      for (CsvRows.Row row : CsvRows.of(file)) {
        if (row.isDeletion()) continue;
        all.add(
            new Wanted(
                row.subject(), () -> user(roll.find(row.text("username"), row.text("email")))));
      }
    }
    if (all.isEmpty()) {
      throw new Misuse("say whom: --to USER, --file FILE, --role ROLE or --group NAME");
    }
    return all;
  }

  private static Subject user(Person person) {
    return new Subject.User(person.username(), person.email());
  }
}
