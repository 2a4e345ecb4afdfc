package io.flowmeter.auth.bulk;

import io.flowmeter.auth.account.User;
import io.flowmeter.auth.account.Users;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Who of a part of an import has an account already: two look-ups for a hundred rows. What a row
 * changes, later rows about the same person would not see here, so those are looked up anew.
 */
final class Acquaintances {
  private final Users users;
  private final Map<String, User> byUsername;
  private final Map<String, User> byEmail;
  private final Set<String> namedAgain;

  private Acquaintances(
      Users users,
      Map<String, User> byUsername,
      Map<String, User> byEmail,
      Set<String> namedAgain) {
    this.users = users;
    this.byUsername = byUsername;
    this.byEmail = byEmail;
    this.namedAgain = namedAgain;
  }

  static Acquaintances among(List<Line> lines, Users users) {
    List<Wish.Account> wishes =
        lines.stream()
            .map(Line::wish)
            .filter(Wish.Account.class::isInstance)
            .map(Wish.Account.class::cast)
            .toList();
    var once = new HashSet<String>();
    var again = new HashSet<String>();
    for (Line line : lines) {
      for (String name :
          List.of(line.username(), line.email().toLowerCase(java.util.Locale.ROOT))) {
        if (!once.add(name)) again.add(name);
      }
    }
    return new Acquaintances(
        users,
        users.byUsernames(wishes.stream().map(wish -> wish.username().value()).toList()),
        users.byEmails(wishes.stream().map(wish -> wish.email().value()).toList()),
        again);
  }

  Optional<User> byUsername(Wish.Account wish) {
    String name = wish.username().value();
    return isNamedAgain(wish) ? users.byUsername(name) : Optional.ofNullable(byUsername.get(name));
  }

  Optional<User> byEmail(Wish.Account wish) {
    String email = wish.email().value();
    return isNamedAgain(wish) ? users.byEmail(email) : Optional.ofNullable(byEmail.get(email));
  }

  private boolean isNamedAgain(Wish.Account wish) {
    return namedAgain.contains(wish.username().value())
        || namedAgain.contains(wish.email().value());
  }
}
