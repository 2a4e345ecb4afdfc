package io.flowmeter.auth.profile;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.flowmeter.auth.access.Callers;
import io.flowmeter.auth.account.User;
import io.flowmeter.auth.account.Users;
import io.flowmeter.identity.UserId;
import io.flowmeter.web.ApiException;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** Whether an account exists and may be used. */
@RestController
class AccountStatusController {
  private static final Pattern ID = Pattern.compile("[0-9a-fA-F]{24}");

  private final Users users;
  private final Callers callers;
  private final boolean open;

  /**
   * @param open also who has no token may ask, as with the predecessor; then anybody learns names
   */
  AccountStatusController(
      Users users, Callers callers, @Value("${flowmeter.open-user-lookup:false}") boolean open) {
    this.users = users;
    this.callers = callers;
    this.open = open;
  }

  /** The last five members are only for administrators. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Status(
      @JsonProperty("_id") String id,
      String username,
      boolean active,
      boolean deleted,
      @Nullable String email,
      @Nullable String role,
      @JsonProperty("isVerified") @Nullable Boolean verified,
      @Nullable Instant createdAt,
      @Nullable Instant updatedAt) {
    static Status of(User user, boolean whole) {
      return new Status(
          user.id().value(),
          user.username(),
          user.mayEnter(),
          false,
          whole ? user.email() : null,
          whole ? user.role().wire() : null,
          whole ? user.verified() : null,
          whole ? user.createdAt() : null,
          whole ? user.updatedAt() : null);
    }
  }

  @GetMapping("/api/auth/users/{userId}")
  Status status(HttpServletRequest http, @PathVariable String userId) {
    Optional<User> caller = callers.optional(http);
    if (caller.isEmpty() && !open) throw new ApiException(401, "Authentication required");
    if (!ID.matcher(userId).matches()) throw new ApiException(400, "Invalid user ID format");
    User user =
        users
            .byId(new UserId(userId.toLowerCase(Locale.ROOT)))
            .orElseThrow(() -> new ApiException(404, "User not found"));
    return Status.of(user, caller.filter(User::isAdmin).isPresent());
  }
}
