package io.flowmeter.auth.bulk;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.flowmeter.auth.access.Administrator;
import io.flowmeter.auth.account.EmailAddress;
import io.flowmeter.auth.account.Username;
import io.flowmeter.identity.Role;
import io.flowmeter.web.ApiException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

@RestController
class BatchController {
  private final BatchCreation batches;
  private final BulkSettings settings;

  BatchController(BatchCreation batches, BulkSettings settings) {
    this.batches = batches;
    this.settings = settings;
  }

  /** A password is not taken from here: each account gets its own by mail. */
  record NewUser(
      @Nullable String username,
      @Nullable String email,
      @Nullable String password,
      @Nullable String role) {
    @Override
    public String toString() {
      return "NewUser[***]";
    }
  }

  record BatchRequest(@Nullable List<@Nullable NewUser> users, @Nullable Boolean skipVerification) {
    boolean ready() {
      return !Boolean.FALSE.equals(skipVerification);
    }
  }

  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Result(
      String username, String email, boolean success, String message, @Nullable String userId) {}

  record Summary(int total, int successful, int failed) {}

  record BatchReply(String message, List<Result> results, Summary summary) {}

  /** Checked as a whole before the first account is made; then each row for itself. */
  @PostMapping("/api/admin/users/batch")
  @ResponseStatus(HttpStatus.CREATED)
  BatchReply create(Administrator admin, @RequestBody BatchRequest request) {
    List<NewUser> users = checked(request.users());
    var results = new ArrayList<Result>();
    for (NewUser user : users) results.add(create(admin, user, request.ready()));
    int successful = (int) results.stream().filter(Result::success).count();
    return new BatchReply(
        "%d of %d users created successfully".formatted(successful, users.size()),
        results,
        new Summary(users.size(), successful, users.size() - successful));
  }

  private Result create(Administrator admin, NewUser user, boolean ready) {
    String name = text(user.username());
    String email = text(user.email());
    Optional<String> brokenRule =
        Username.brokenRule(name).or(() -> EmailAddress.brokenRule(email));
    if (brokenRule.isPresent()) return new Result(name, email, false, brokenRule.get(), null);
    Role role = Role.parse(text(user.role())).orElse(null);
    var wish = new Wish.Account(new Username(name), new EmailAddress(email), null, role, null, 0);
    var outcome = batches.create(wish, ready, admin.user().id());
    return new Result(name, email, outcome.userId() != null, outcome.message(), outcome.userId());
  }

  private List<NewUser> checked(@Nullable List<@Nullable NewUser> users) {
    if (users == null || users.isEmpty()) {
      throw new ApiException(400, "A non-empty array of users is required");
    }
    if (users.size() > settings.maxBatch()) {
      throw new ApiException(400, "users must be at most %d".formatted(settings.maxBatch()));
    }
    var checked = new ArrayList<NewUser>();
    for (NewUser user : users) {
      if (user == null || text(user.username()).isBlank() || text(user.email()).isBlank()) {
        throw refusal(400, "Each user must have a username and email", user);
      }
      String role = text(user.role());
      Optional<Role> known = Role.parse(role);
      if (!role.isEmpty() && known.isEmpty()) throw refusal(400, "Invalid role provided", user);
      if (known.filter(Role.ADMIN::equals).isPresent()) {
        throw refusal(403, "Creating admin users is restricted", user);
      }
      checked.add(user);
    }
    return checked;
  }

  private static ApiException refusal(int status, String message, @Nullable NewUser user) {
    var shown = new java.util.LinkedHashMap<String, @Nullable String>();
    if (user != null) {
      shown.put("username", user.username());
      shown.put("email", user.email());
      shown.put("role", user.role());
    }
    return new ApiException(status, message).with("invalidUser", shown);
  }

  private static String text(@Nullable String field) {
    return field == null ? "" : field;
  }
}
