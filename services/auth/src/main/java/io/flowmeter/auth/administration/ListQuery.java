package io.flowmeter.auth.administration;

import io.flowmeter.auth.account.UserSearch;
import io.flowmeter.identity.Role;
import io.flowmeter.web.ApiException;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The parameters of the list of users; without any it is the whole list. */
final class ListQuery {
  private static final Set<String> NAMES =
      Set.of("page", "limit", "search", "sort", "order", "role", "verified", "active");
  private static final int DEFAULT_LIMIT = 50;
  private static final int MAX_LIMIT = 500;
  private static final int MAX_PAGE = 1_000_000;
  private static final int MAX_SEARCH_CHARS = 254;

  private final Map<String, String> parameters;

  ListQuery(Map<String, String> parameters) {
    this.parameters = parameters;
  }

  boolean isPaged() {
    return parameters.keySet().stream().anyMatch(NAMES::contains);
  }

  UserSearch search() {
    return new UserSearch(
        text(),
        given("role").map(ListQuery::role),
        given("verified").map(text -> bool("verified", text)),
        given("active").map(text -> bool("active", text)),
        order(),
        descending(),
        number("page", 1, MAX_PAGE),
        number("limit", DEFAULT_LIMIT, MAX_LIMIT));
  }

  private Optional<String> text() {
    Optional<String> text = given("search");
    if (text.filter(t -> t.length() > MAX_SEARCH_CHARS).isPresent()) {
      throw new ApiException(
          400, "search must be at most %d characters".formatted(MAX_SEARCH_CHARS));
    }
    return text;
  }

  /** {@code sort=-createdAt} is {@code sort=createdAt&order=desc}. */
  private UserSearch.Order order() {
    String name = given("sort").orElse("createdAt").replaceFirst("^-", "");
    return Arrays.stream(UserSearch.Order.values())
        .filter(order -> order.field().equals(name))
        .findAny()
        .orElseThrow(
            () ->
                new ApiException(
                    400,
                    "sort must be one of "
                        + String.join(
                            ", ",
                            Arrays.stream(UserSearch.Order.values())
                                .map(UserSearch.Order::field)
                                .toList())));
  }

  private boolean descending() {
    String order = given("order").orElse("asc");
    if (!order.equals("asc") && !order.equals("desc")) {
      throw new ApiException(400, "order must be asc or desc");
    }
    return order.equals("desc") || given("sort").filter(sort -> sort.startsWith("-")).isPresent();
  }

  private static Role role(String text) {
    return Role.parse(text).orElseThrow(() -> new ApiException(400, "Invalid role"));
  }

  private static boolean bool(String name, String text) {
    return switch (text) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new ApiException(400, name + " must be true or false");
    };
  }

  private int number(String name, int otherwise, int max) {
    Optional<String> text = given(name);
    if (text.isEmpty()) return otherwise;
    boolean digits = text.get().matches("[0-9]{1,9}");
    int number = digits ? Integer.parseInt(text.get()) : 0;
    if (number < 1 || number > max) {
      throw new ApiException(400, "%s must be a number from 1 to %d".formatted(name, max));
    }
    return number;
  }

  private Optional<String> given(String name) {
    return Optional.ofNullable(parameters.get(name))
        .map(String::strip)
        .filter(text -> !text.isEmpty());
  }
}
