package io.flowmeter.auth.testing;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.flowmeter.auth.account.User;
import io.flowmeter.auth.account.Users;
import io.flowmeter.auth.audit.Act;
import io.flowmeter.auth.audit.AuditLog;
import io.flowmeter.auth.credential.Recovery;
import io.flowmeter.auth.verification.Verifications;
import io.flowmeter.identity.UserId;
import io.flowmeter.web.ApiException;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/api/testing")
@ConditionalOnProperty(name = "flowmeter.testing-routes", havingValue = "true")
class TestingController {
  private static final Logger log = LoggerFactory.getLogger(TestingController.class);
  private static final Pattern ID = Pattern.compile("[0-9a-fA-F]{24}");

  private final Users users;
  private final Verifications verifications;
  private final Recovery recovery;
  private final AuditLog audit;

  TestingController(Users users, Verifications verifications, Recovery recovery, AuditLog audit) {
    this.users = users;
    this.verifications = verifications;
    this.recovery = recovery;
    this.audit = audit;
    log.warn(
        "FLOWMETER_TESTING_ROUTES is on: anybody can verify and take over any account."
            + " Never in production!");
  }

  record TokenReply(String token, Instant expires, String type) {}

  record VerifiedReply(String message, Verified user) {}

  record Verified(
      String id,
      String username,
      String email,
      @JsonProperty("isEmailVerified") boolean emailVerified) {}

  @GetMapping("/verification-token/{userId}")
  TokenReply code(@PathVariable String userId) {
    return token(userId, "email");
  }

  @GetMapping("/verification-token/{userId}/{type}")
  TokenReply token(@PathVariable String userId, @PathVariable String type) {
    UserId id = id(userId);
    Optional<TokenReply> reply =
        switch (type) {
          case "email" ->
              verifications
                  .issued(id)
                  .map(issued -> new TokenReply(issued.code(), issued.expiresAt(), type));
          case "password-reset" ->
              recovery
                  .issued(id)
                  .map(issued -> new TokenReply(issued.token(), issued.expiresAt(), type));
          default -> Optional.empty();
        };
    users.byId(id).ifPresent(user -> audit.succeeded(Act.TESTING_ROUTE_USED, user, type));
    return reply.orElseThrow(
        () -> new ApiException(404, "No verification token found for this user"));
  }

  @PostMapping("/verify-user/{userId}")
  VerifiedReply verify(@PathVariable String userId) {
    User user =
        verifications
            .verifyByHand(id(userId))
            .orElseThrow(() -> new ApiException(404, "User not found"));
    audit.succeeded(Act.TESTING_ROUTE_USED, user, "verify-user");
    return new VerifiedReply(
        "User email verified successfully",
        new Verified(user.id().value(), user.username(), user.email(), user.verified()));
  }

  private static UserId id(String given) {
    if (!ID.matcher(given).matches()) throw new ApiException(400, "Invalid user ID format");
    return new UserId(given.toLowerCase(Locale.ROOT));
  }
}
