package io.flowmeter.auth.profile;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.flowmeter.auth.account.EmailAddress;
import io.flowmeter.auth.account.User;
import io.flowmeter.auth.account.UserView;
import io.flowmeter.auth.account.Username;
import io.flowmeter.web.ApiException;
import io.flowmeter.web.InvalidInputException;
import io.flowmeter.web.Violation;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping({"/api/profile", "/api/protected/profile"})
class ProfileController {
  private final Profiles profiles;

  ProfileController(Profiles profiles) {
    this.profiles = profiles;
  }

  record ProfileRequest(@Nullable String username, @Nullable String email) {
    Optional<Username> newName() {
      return given(username)
          .map(
              text -> {
                check("username", Username.brokenRule(text));
                return new Username(text);
              });
    }

    Optional<EmailAddress> newEmail() {
      return given(email)
          .map(
              text -> {
                check("email", EmailAddress.brokenRule(text));
                return new EmailAddress(text);
              });
    }

    /** What is empty stays as it is. */
    private static Optional<String> given(@Nullable String field) {
      return Optional.ofNullable(field).filter(text -> !text.isBlank());
    }

    private static void check(String field, Optional<String> brokenRule) {
      brokenRule.ifPresent(
          rule -> {
            throw new InvalidInputException(Violation.ofBody("value_error", field, rule, null));
          });
    }
  }

  /**
   * @param pendingEmail the new address, which counts once its code is given to {@code
   *     /api/auth/verify-email}
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record ProfileReply(UserView user, @Nullable String message, @Nullable String pendingEmail) {}

  @GetMapping
  ProfileReply profile(User user) {
    return new ProfileReply(UserView.of(user), null, null);
  }

  @PutMapping
  ProfileReply edit(User user, @RequestBody ProfileRequest request) {
    return switch (profiles.edit(user, request.newName(), request.newEmail())) {
      case Profiles.Result.Done(User after, Optional<EmailAddress> pending) ->
          new ProfileReply(
              UserView.of(after),
              pending.map(_ -> "Please verify your new email.").orElse(null),
              pending.map(EmailAddress::value).orElse(null));
      case Profiles.Result.UsernameTaken _ -> throw new ApiException(400, "Username already taken");
      case Profiles.Result.EmailTaken _ -> throw new ApiException(400, "Email already taken");
      case Profiles.Result.TooManyCodes _ ->
          throw new ApiException(429, "Too many verification codes, please try again later");
    };
  }
}
