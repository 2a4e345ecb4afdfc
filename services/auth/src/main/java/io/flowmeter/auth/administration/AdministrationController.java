package io.flowmeter.auth.administration;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.flowmeter.auth.access.Administrator;
import io.flowmeter.auth.account.User;
import io.flowmeter.auth.account.UserView;
import io.flowmeter.auth.account.Users;
import io.flowmeter.identity.Role;
import io.flowmeter.identity.UserId;
import io.flowmeter.web.ApiException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/api/admin/users")
class AdministrationController {
  private static final Pattern ID = Pattern.compile("[0-9a-fA-F]{24}");

  private final Users users;
  private final Administration administration;

  AdministrationController(Users users, Administration administration) {
    this.users = users;
    this.administration = administration;
  }

  record RoleRequest(@Nullable String role) {}

  record UserReply(UserView user) {}

  record UsersReply(List<UserView> users) {}

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

  record DeletedReply(String message, Map<String, String> user) {}

  @GetMapping
  UsersReply all(Administrator admin) {
    return new UsersReply(users.all().stream().map(UserView::of).toList());
  }

  @GetMapping("/{userId}")
  SnakeCaseReply one(Administrator admin, @PathVariable String userId) {
    User user = users.byId(id(userId)).orElseThrow(AdministrationController::unknown);
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
        .orElseThrow(AdministrationController::unknown);
  }

  @PutMapping("/{userId}/role")
  UserReply changeRole(
      Administrator admin, @PathVariable String userId, @RequestBody RoleRequest request) {
    String asked = request.role() == null ? "" : request.role();
    Role role = Role.parse(asked).orElseThrow(() -> new ApiException(400, "Invalid role"));
    User user = done(administration.changeRole(admin.user(), id(userId), role));
    return new UserReply(UserView.of(user));
  }

  @DeleteMapping("/{userId}")
  DeletedReply delete(Administrator admin, @PathVariable String userId) {
    User user = done(administration.delete(admin.user(), id(userId)));
    return new DeletedReply(
        "User deleted successfully",
        Map.of("username", user.username(), "email", user.email(), "role", user.role().wire()));
  }

  private static User done(Administration.Result result) {
    return switch (result) {
      case Administration.Result.Done done -> done.user();
      case Administration.Result.Unknown _ -> throw unknown();
      case Administration.Result.LastAdministrator _ ->
          throw new ApiException(409, "The last administrator must stay one");
      case Administration.Result.OwnAccount _ ->
          throw new ApiException(400, "Cannot delete your own account");
      case Administration.Result.AnotherAdministrator _ ->
          throw new ApiException(403, "Cannot delete another admin user");
    };
  }

  private static UserId id(String given) {
    if (!ID.matcher(given).matches()) throw new ApiException(400, "Invalid user ID format");
    return new UserId(given.toLowerCase(java.util.Locale.ROOT));
  }

  private static ApiException unknown() {
    return new ApiException(404, "User not found");
  }
}
