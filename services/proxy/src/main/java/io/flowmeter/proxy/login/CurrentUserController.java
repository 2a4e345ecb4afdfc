package io.flowmeter.proxy.login;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.flowmeter.identity.Caller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** Who the caller is, as their token says. */
@RestController
class CurrentUserController {

  @GetMapping("/api/v1/chat/get_current_user")
  CurrentUser get(Caller caller) {
    String id = caller.userId().value();
    return new CurrentUser(id, id, caller.username(), caller.email(), caller.role().wire(), true);
  }

  /** The id under the two names that clients look for; nobody gets a token unverified. */
  record CurrentUser(
      String id,
      @JsonProperty("user_id") String userId,
      String username,
      String email,
      String role,
      boolean isVerified) {}
}
