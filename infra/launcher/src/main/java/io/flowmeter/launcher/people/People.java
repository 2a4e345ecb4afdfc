package io.flowmeter.launcher.people;

import io.flowmeter.launcher.client.Api;
import io.flowmeter.launcher.client.Connection;
import io.flowmeter.launcher.client.Refusal;
import io.flowmeter.launcher.terminal.Misuse;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** Finds accounts by what people call them. */
public final class People {
  private static final int PAGE = 500;

  private final Api auth;

  public People(Connection connection) {
    this.auth = connection.auth();
  }

  /**
   * Everybody whom a search finds.
   *
   * @param filter further parameters of {@code GET /api/admin/users}, such as {@code &role=admin}
   */
  public List<Person> search(String filter) throws InterruptedException {
    List<Person> found = new ArrayList<>();
    long pages = 1;
    for (long page = 1; page <= pages; page++) {
      JsonNode answer =
          auth.get(
              "/api/admin/users?sort=username&limit=%d&page=%d%s".formatted(PAGE, page, filter));
      for (JsonNode user : answer.path("users")) found.add(Person.of(user));
      pages = answer.path("pagination").path("pages").asLong(1);
    }
    return found;
  }

  /**
   * @param name an id, a login name or an address
   * @throws Refusal if there is nobody
   */
  public Person find(String name) throws InterruptedException {
    if (name.isBlank()) throw new Misuse("a user is an id, a login name or an address, not empty");
    Optional<Person> found =
        name.contains("@")
            ? one("/api/admin/users/by-email/" + Api.encoded(name))
            : name.matches("[0-9a-f]{24}") ? one("/api/admin/users/" + name) : Optional.empty();
    if (found.isEmpty()) {
      // A login name may look like an address or an id.
      found =
          search("&search=" + Api.encoded(name)).stream()
              .filter(person -> person.username().equals(name))
              .findFirst();
    }
    return found.orElseThrow(() -> unknown(name));
  }

  /** For many at once: one list instead of a question for each. */
  public Roll roll() throws InterruptedException {
    Map<String, Person> roll = new HashMap<>();
    for (Person person : search("")) {
      roll.put(person.email(), person);
      // Who is called like somebody's address is found by it nevertheless.
      roll.put(person.username(), person);
    }
    return new Roll(roll);
  }

  /** Everybody there is, by name and by address. */
  public record Roll(Map<String, Person> people) {

    /**
     * @throws Refusal if there is nobody
     */
    public Person find(String username, String email) {
      String name = username.isEmpty() ? email.toLowerCase(Locale.ROOT) : username;
      Person found = people.get(name);
      if (found == null) throw unknown(name);
      return found;
    }
  }

  private Optional<Person> one(String path) throws InterruptedException {
    try {
      return Optional.of(Person.of(auth.get(path).path("user")));
    } catch (Refusal refusal) {
      if (!refusal.isNotFound()) throw refusal;
      return Optional.empty();
    }
  }

  private static Refusal unknown(String name) {
    return new Refusal(404, "auth knows nobody called '%s'".formatted(name));
  }
}
