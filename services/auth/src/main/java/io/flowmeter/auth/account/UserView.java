package io.flowmeter.auth.account;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;

/** An account as answers show it, in the predecessor's spelling. */
public record UserView(
    @JsonProperty("_id") String id,
    String username,
    String email,
    @JsonProperty("isVerified") boolean verified,
    String role,
    Instant createdAt,
    Instant updatedAt,
    @JsonProperty("__v") int version) {

  public static UserView of(User user) {
    return new UserView(
        user.id().value(),
        user.username(),
        user.email(),
        user.verified(),
        user.role().wire(),
        user.createdAt(),
        user.updatedAt(),
        0);
  }
}
