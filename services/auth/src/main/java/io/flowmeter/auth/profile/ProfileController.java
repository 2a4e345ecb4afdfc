package io.flowmeter.auth.profile;

import io.flowmeter.auth.account.User;
import io.flowmeter.auth.account.UserView;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

@RestController
class ProfileController {
  record ProfileReply(UserView user) {}

  @GetMapping("/api/profile")
  ProfileReply profile(User user) {
    return new ProfileReply(UserView.of(user));
  }
}
