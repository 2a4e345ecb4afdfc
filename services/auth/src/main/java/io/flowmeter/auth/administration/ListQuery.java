package io.flowmeter.auth.administration;

import io.flowmeter.auth.account.UserSearch;
import io.flowmeter.identity.Role;
import io.flowmeter.web.ApiException;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The parameters of the list of users; without any it is the whole list. */
final class ListQuery {
  private static final int DEFAULT_LIMIT = 50;
  private static final int MAX_LIMIT = 500;
  private static final int MAX_PAGE = 1_000_000;
  private static final int MAX_SEARCH_CHARS = 254;

  private final @Nullable String page;
  private final @Nullable String limit;
  private final @Nullable String search;
  private final @Nullable String sort;
  private final @Nullable String order;
  private final @Nullable String role;
  private final @Nullable String verified;
  private final @Nullable String active;

  ListQuery(
      @Nullable String page,
      @Nullable String limit,
      @Nullable String search,
      @Nullable String sort,
      @Nullable String order,
      @Nullable String role,
      @Nullable String verified,
      @Nullable String active) {
    this.page = page;
    this.limit = limit;
    this.search = search;
    this.sort = sort;
    this.order = order;
    this.role = role;
    this.verified = verified;
    this.active = active;
  }

  boolean isPaged() {
    return Stream.of(page, limit, search, sort, order, role, verified, active)
        .anyMatch(Objects::nonNull);
  }

  UserSearch wanted() {
    return new UserSearch(
        text(),
        given(role).map(ListQuery::role),
        given(verified).map(text -> bool("verified", text)),
        given(active).map(text -> bool("active", text)),
        by(),
        descending(),
        number("page", page, 1, MAX_PAGE),
        number("limit", limit, DEFAULT_LIMIT, MAX_LIMIT));
  }

  private Optional<String> text() {
    Optional<String> text = given(search);
    if (text.filter(t -> t.length() > MAX_SEARCH_CHARS).isPresent()) {
      throw new ApiException(
          400, "search must be at most %d characters".formatted(MAX_SEARCH_CHARS));
    }
    // No pattern of the store may contain it.
    if (text.filter(t -> t.indexOf('\0') >= 0).isPresent()) {
      throw new ApiException(400, "search must not contain U+0000");
    }
    return text;
  }

  /** {@code sort=-createdAt} is {@code sort=createdAt&order=desc}. */
  private UserSearch.Order by() {
    String name = given(sort).orElse("createdAt").replaceFirst("^-", "");
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
    String direction = given(order).orElse("asc");
    if (!direction.equals("asc") && !direction.equals("desc")) {
      throw new ApiException(400, "order must be asc or desc");
    }
    return direction.equals("desc")
        || given(sort).filter(field -> field.startsWith("-")).isPresent();
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

  private static int number(String name, @Nullable String value, int otherwise, int max) {
    Optional<String> text = given(value);
    if (text.isEmpty()) return otherwise;
    boolean digits = text.get().matches("[0-9]{1,9}");
    int number = digits ? Integer.parseInt(text.get()) : 0;
    if (number < 1 || number > max) {
      throw new ApiException(400, "%s must be a number from 1 to %d".formatted(name, max));
    }
    return number;
  }

  private static Optional<String> given(@Nullable String value) {
    return Optional.ofNullable(value).map(String::strip).filter(text -> !text.isEmpty());
  }
}
