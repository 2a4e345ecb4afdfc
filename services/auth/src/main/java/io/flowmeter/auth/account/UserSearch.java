package io.flowmeter.auth.account;

import io.flowmeter.identity.Role;
import java.util.Optional;

/**
 * Which accounts somebody wants to see.
 *
 * @param text part of a name or address, in any case
 * @param page from 1
 */
public record UserSearch(
    Optional<String> text,
    Optional<Role> role,
    Optional<Boolean> verified,
    Optional<Boolean> active,
    Order order,
    boolean descending,
    int page,
    int limit) {

  /** What accounts may be ordered by. */
  public enum Order {
    USERNAME("username"),
    EMAIL("email"),
    ROLE("role"),
    VERIFIED("isVerified"),
    CREATED_AT("createdAt"),
    UPDATED_AT("updatedAt");

    private final String field;

    Order(String field) {
      this.field = field;
    }

    public String field() {
      return field;
    }
  }

  public int skip() {
    return (page - 1) * limit;
  }
}
