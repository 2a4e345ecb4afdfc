package io.flowmeter.accounting.account;

import io.flowmeter.accounting.ledger.Position;
import io.flowmeter.identity.UserId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a person. Facts may come in any order: the newest says the name and the address,
 * the newest that tells a role says the role, and a deletion is final.
 */
record Profile(
    UserId userId,
    @Nullable String username,
    @Nullable String email,
    @Nullable String role,
    boolean emailVerified,
    boolean active,
    @Nullable Instant deletedAt,
    @Nullable Instant tokensValidFrom,
    Position describedAt,
    Position roleAt) {

  Profile apply(AccountFact fact) {
    Profile next =
        switch (fact) {
          case AccountFact.Described described -> describe(described);
          case AccountFact.RoleGiven given -> giveRole(given);
          case AccountFact.Deleted deleted -> delete(deleted);
        };
    return next.refuseTokensBefore(fact.tokensValidFrom());
  }

  private Profile describe(AccountFact.Described fact) {
    boolean newest = fact.at().isAfter(describedAt);
    boolean newestRole = fact.at().isAfter(roleAt);
    return new Profile(
        userId,
        newest ? fact.username() : username,
        newest ? fact.email() : email,
        newestRole ? fact.role().wire() : role,
        newest ? fact.emailVerified() : emailVerified,
        newest ? fact.active() : active,
        deletedAt,
        tokensValidFrom,
        newest ? fact.at() : describedAt,
        newestRole ? fact.at() : roleAt);
  }

  private Profile giveRole(AccountFact.RoleGiven fact) {
    if (!fact.at().isAfter(roleAt)) return this;
    return new Profile(
        userId,
        username,
        email,
        fact.role().wire(),
        emailVerified,
        active,
        deletedAt,
        tokensValidFrom,
        describedAt,
        fact.at());
  }

  private Profile delete(AccountFact.Deleted fact) {
    return withDeletion(fact.at().occurredAt(), tokensValidFrom);
  }

  private Profile refuseTokensBefore(Instant moment) {
    if (tokensValidFrom != null && !moment.isAfter(tokensValidFrom)) return this;
    return withDeletion(deletedAt, moment);
  }

  private Profile withDeletion(@Nullable Instant deletion, @Nullable Instant validFrom) {
    return new Profile(
        userId,
        username,
        email,
        role,
        emailVerified,
        active,
        deletion,
        validFrom,
        describedAt,
        roleAt);
  }
}
