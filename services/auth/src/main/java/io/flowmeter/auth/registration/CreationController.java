package io.flowmeter.auth.registration;

import io.flowmeter.auth.access.Administrator;
import io.flowmeter.web.ApiException;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Accounts that an administrator makes for others, with any role. */
@RestController
class CreationController {
  private final Registration registration;

  CreationController(Registration registration) {
    this.registration = registration;
  }

  record CreateRequest(
      @Nullable String username,
      @Nullable String email,
      @Nullable String password,
      @Nullable String role,
      @Nullable Boolean skipVerification) {
    Application application() {
      return new RegistrationController.RegisterRequest(username, email, password, role)
          .application();
    }

    boolean ready() {
      return Boolean.TRUE.equals(skipVerification);
    }
  }

  record CreateReply(String message, String userId) {}

  @PostMapping("/api/admin/users")
  @ResponseStatus(HttpStatus.CREATED)
  CreateReply create(Administrator admin, @RequestBody CreateRequest request) {
    return switch (registration.create(request.application(), request.ready())) {
      case Outcome.Registered registered ->
          new CreateReply(
              registered.ready()
                  ? "User created successfully and is ready to use the system."
                  : "User created successfully. Verification email has been sent.",
              registered.user().value());
      case Outcome.UsernameTaken _ -> throw new ApiException(400, "Username already exists");
      case Outcome.EmailTaken _ -> throw new ApiException(400, "Email already exists");
      case Outcome.RoleRefused _ -> throw new ApiException(400, "Invalid role");
    };
  }
}
