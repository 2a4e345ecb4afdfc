package io.flowmeter.auth.administration;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.flowmeter.auth.access.Administrator;
import io.flowmeter.auth.account.User;
import io.flowmeter.auth.account.UserView;
import io.flowmeter.auth.credential.Credentials;
import io.flowmeter.auth.password.Password;
import io.flowmeter.auth.verification.Verifications;
import io.flowmeter.identity.Role;
import io.flowmeter.identity.UserId;
import io.flowmeter.web.ApiException;
import io.flowmeter.web.InvalidInputException;
import io.flowmeter.web.Violation;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** What an administrator changes. */
@RestController
@RequestMapping({"/api/admin/users", "/api/users"})
class AdministrationController {
  private static final String DELETE_ALL = "DELETE_ALL_USERS";

  private final Administration administration;
  private final Credentials credentials;
  private final Verifications verifications;

  AdministrationController(
      Administration administration, Credentials credentials, Verifications verifications) {
    this.administration = administration;
    this.credentials = credentials;
    this.verifications = verifications;
  }

  record RoleRequest(@Nullable String role) {}

  record UserReply(UserView user) {}

  record ChangedReply(String message, UserView user, boolean active) {}

  record DeletedReply(String message, Map<String, String> user) {}

  record DeleteAllRequest(@Nullable String confirmDelete, @Nullable Boolean preserveAdmins) {}

  record DeletedAllReply(String message, boolean preservedAdmins) {}

  record PasswordRequest(@Nullable String newPassword, @Nullable Boolean generateRandom) {}

  @JsonInclude(JsonInclude.Include.NON_NULL)
  record PasswordReply(
      String message, Map<String, String> user, @Nullable String generatedPassword) {}

  @PutMapping("/{userId}/role")
  UserReply changeRole(
      Administrator admin, @PathVariable String userId, @RequestBody RoleRequest request) {
    String asked = request.role() == null ? "" : request.role();
    Role role = Role.parse(asked).orElseThrow(() -> new ApiException(400, "Invalid role"));
    User user = done(administration.changeRole(admin.user(), Ids.of(userId), role), "delete");
    return new UserReply(UserView.of(user));
  }

  @PostMapping("/{userId}/deactivate")
  ChangedReply deactivate(Administrator admin, @PathVariable String userId) {
    User user = done(administration.deactivate(admin.user(), Ids.of(userId)), "deactivate");
    return new ChangedReply("User deactivated successfully", UserView.of(user), user.active());
  }

  @PostMapping("/{userId}/activate")
  ChangedReply activate(Administrator admin, @PathVariable String userId) {
    User user = done(administration.activate(Ids.of(userId)), "activate");
    return new ChangedReply("User activated successfully", UserView.of(user), user.active());
  }

  @PostMapping("/{userId}/verify")
  ChangedReply verify(Administrator admin, @PathVariable String userId) {
    User user = verifications.verifyByHand(Ids.of(userId)).orElseThrow(Ids::unknown);
    return new ChangedReply("User email verified successfully", UserView.of(user), user.active());
  }

  @PostMapping("/{userId}/reset-password")
  PasswordReply resetPassword(
      Administrator admin, @PathVariable String userId, @RequestBody PasswordRequest request) {
    UserId id = Ids.of(userId);
    boolean generate = Boolean.TRUE.equals(request.generateRandom());
    Password next = generate ? credentials.generated(id) : given(request.newPassword());
    User user = credentials.replace(id, next).orElseThrow(Ids::unknown);
    return new PasswordReply(
        "Password reset successfully",
        Map.of("username", user.username(), "email", user.email()),
        generate ? next.value() : null);
  }

  @DeleteMapping("/{userId}")
  DeletedReply delete(Administrator admin, @PathVariable String userId) {
    User user = done(administration.delete(admin.user(), Ids.of(userId)), "delete");
    return new DeletedReply(
        "User deleted successfully",
        Map.of("username", user.username(), "email", user.email(), "role", user.role().wire()));
  }

  @DeleteMapping
  DeletedAllReply deleteAll(
      Administrator admin, @RequestBody(required = false) @Nullable DeleteAllRequest request) {
    if (request == null || !DELETE_ALL.equals(request.confirmDelete())) {
      throw new ApiException(400, "Confirmation required")
          .with("message", "Please confirm with \"confirmDelete\": \"%s\"".formatted(DELETE_ALL));
    }
    boolean preserve = !Boolean.FALSE.equals(request.preserveAdmins());
    int deleted = administration.deleteAll(admin.user(), preserve);
    return new DeletedAllReply("%d users deleted successfully".formatted(deleted), preserve);
  }

  private static Password given(@Nullable String newPassword) {
    if (newPassword == null || newPassword.isEmpty()) {
      throw new ApiException(400, "Either newPassword or generateRandom is required");
    }
    Password.brokenRule(newPassword)
        .map(rule -> rule.replace("password must", "newPassword must"))
        .ifPresent(
            rule -> {
              throw new InvalidInputException(
                  Violation.ofBody("value_error", "newPassword", rule, null));
            });
    return new Password(newPassword);
  }

  private static User done(Administration.Result result, String verb) {
    return switch (result) {
      case Administration.Result.Done done -> done.user();
      case Administration.Result.Unknown _ -> throw Ids.unknown();
      case Administration.Result.LastAdministrator _ ->
          throw new ApiException(409, "The last administrator must stay one");
      case Administration.Result.OwnAccount _ ->
          throw new ApiException(400, "Cannot %s your own account".formatted(verb));
      case Administration.Result.AnotherAdministrator _ ->
          throw new ApiException(403, "Cannot delete another admin user");
    };
  }
}
