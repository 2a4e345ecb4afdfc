package io.flowmeter.auth.registration;

import io.flowmeter.auth.access.Callers;
import io.flowmeter.auth.account.EmailAddress;
import io.flowmeter.auth.account.User;
import io.flowmeter.auth.account.Username;
import io.flowmeter.auth.password.Password;
import io.flowmeter.identity.Role;
import io.flowmeter.web.ApiException;
import io.flowmeter.web.InvalidInputException;
import io.flowmeter.web.Violation;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

@RestController
class RegistrationController {
  private final Registration registration;
  private final Callers callers;

  RegistrationController(Registration registration, Callers callers) {
    this.registration = registration;
    this.callers = callers;
  }

  /** An application as it comes in. */
  record RegisterRequest(
      @Nullable String username,
      @Nullable String email,
      @Nullable String password,
      @Nullable String role) {

    Application application() {
      String name = required(username);
      String address = required(email);
      String secret = required(password);
      check("username", Username.brokenRule(name));
      check("email", EmailAddress.brokenRule(address));
      check("password", Password.brokenRule(secret));
      return new Application(
          new Username(name), new EmailAddress(address), new Password(secret), askedRole());
    }

    RegisterRequest withoutRole() {
      return new RegisterRequest(username, email, password, null);
    }

    private Role askedRole() {
      if (role == null || role.isBlank()) return Role.ENDUSER;
      return Role.parse(role).orElseThrow(() -> new ApiException(400, "Invalid role"));
    }

    private static String required(@Nullable String field) {
      if (field == null || field.isBlank()) throw new ApiException(400, "Missing required fields");
      return field;
    }

    private static void check(String field, Optional<String> brokenRule) {
      brokenRule.ifPresent(
          rule -> {
            throw new InvalidInputException(Violation.ofBody("value_error", field, rule, null));
          });
    }
  }

  record RegisterReply(String message, String userId) {}

  /** The predecessor's route, which gives no role but takes no offence at one. */
  @PostMapping("/api/auth/signup")
  @ResponseStatus(HttpStatus.CREATED)
  RegisterReply signUp(@RequestBody RegisterRequest request, HttpServletRequest http) {
    return register(request.withoutRole(), http);
  }

  @PostMapping("/api/auth/register")
  @ResponseStatus(HttpStatus.CREATED)
  RegisterReply register(@RequestBody RegisterRequest request, HttpServletRequest http) {
    Application application = request.application();
    return switch (registration.register(application, byAdministrator(application, http))) {
      case Outcome.Registered registered ->
          new RegisterReply(
              registered.ready()
                  ? "User registered successfully and is ready to use the system."
                  : "User registered successfully. Please verify your email.",
              registered.user().value());
      case Outcome.UsernameTaken _ -> throw new ApiException(400, "Username already exists");
      case Outcome.EmailTaken _ -> throw new ApiException(400, "Email already exists");
      case Outcome.RoleRefused refused -> throw refusal(refused.asked());
    };
  }

  /** Whoever asks for no rights needs no token; an old cookie must not stand in their way. */
  private boolean byAdministrator(Application application, HttpServletRequest http) {
    return application.role() != Role.ENDUSER
        && callers.optional(http).filter(User::isAdmin).isPresent();
  }

  private static ApiException refusal(Role asked) {
    return new ApiException(
        403,
        "Only an administrator can create an account with the role %s".formatted(asked.wire()));
  }
}
