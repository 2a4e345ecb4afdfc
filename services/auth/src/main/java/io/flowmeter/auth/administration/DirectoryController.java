package io.flowmeter.auth.administration;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.flowmeter.auth.access.Administrator;
import io.flowmeter.auth.account.User;
import io.flowmeter.auth.account.UserSearch;
import io.flowmeter.auth.account.UserSearches;
import io.flowmeter.auth.account.UserView;
import io.flowmeter.auth.account.Users;
import io.flowmeter.web.ApiException;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** What an administrator sees of people's accounts. */
@RestController
@RequestMapping({"/api/admin/users", "/api/users"})
class DirectoryController {
  private final Users users;
  private final UserSearches searches;

  DirectoryController(Users users, UserSearches searches) {
    this.users = users;
    this.searches = searches;
  }

  record UserReply(UserView user) {}

  @JsonInclude(JsonInclude.Include.NON_NULL)
  record UsersReply(List<UserView> users, @Nullable Pagination pagination) {}

  record Pagination(int page, int limit, long total, long pages) {}

  /** The predecessor answers in snake case here, and only here. */
  record SnakeCaseReply(SnakeCase user) {}

  record SnakeCase(
      @JsonProperty("user_id") String userId,
      String username,
      String email,
      String role,
      @JsonProperty("is_verified") boolean verified,
      @JsonProperty("created_at") Instant createdAt,
      @JsonProperty("updated_at") Instant updatedAt) {}

  @GetMapping
  UsersReply all(
      Administrator admin,
      @RequestParam(required = false) @Nullable String page,
      @RequestParam(required = false) @Nullable String limit,
      @RequestParam(required = false) @Nullable String search,
      @RequestParam(required = false) @Nullable String sort,
      @RequestParam(required = false) @Nullable String order,
      @RequestParam(required = false) @Nullable String role,
      @RequestParam(required = false) @Nullable String verified,
      @RequestParam(required = false) @Nullable String active) {
    var query = new ListQuery(page, limit, search, sort, order, role, verified, active);
    return query.isPaged() ? page(query.wanted()) : new UsersReply(views(users.all()), null);
  }

  private UsersReply page(UserSearch search) {
    UserSearches.Page page = searches.find(search);
    long pages = Math.ceilDiv(page.total(), search.limit());
    return new UsersReply(
        views(page.users()), new Pagination(search.page(), search.limit(), page.total(), pages));
  }

  @GetMapping("/{userId}")
  SnakeCaseReply one(User caller, @PathVariable String userId) {
    if (!caller.isAdmin()) throw new ApiException(403, "Forbidden: Admin access required");
    User user = users.byId(Ids.of(userId)).orElseThrow(Ids::unknown);
    return new SnakeCaseReply(
        new SnakeCase(
            user.id().value(),
            user.username(),
            user.email(),
            user.role().wire(),
            user.verified(),
            user.createdAt(),
            user.updatedAt()));
  }

  @GetMapping("/by-email/{email}")
  UserReply byEmail(Administrator admin, @PathVariable String email) {
    return users
        .byEmail(email)
        .map(user -> new UserReply(UserView.of(user)))
        .orElseThrow(Ids::unknown);
  }

  private static List<UserView> views(List<User> found) {
    return found.stream().map(UserView::of).toList();
  }
}
