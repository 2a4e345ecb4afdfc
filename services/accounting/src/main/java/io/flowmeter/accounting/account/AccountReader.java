package io.flowmeter.accounting.account;

import io.flowmeter.accounting.inbox.Reading;
import io.flowmeter.accounting.ledger.Position;
import io.flowmeter.eventing.Envelope;
import io.flowmeter.events.RoleChanged;
import io.flowmeter.events.UserDeleted;
import io.flowmeter.events.UserRegistered;
import io.flowmeter.events.UserUpdated;
import io.flowmeter.identity.Role;
import io.flowmeter.identity.UserId;
import java.util.function.Function;
import org.apache.avro.specific.SpecificRecord;
import org.springframework.stereotype.Component;

/** Reads auth's events. */
@Component
class AccountReader implements Reading.Reader<AccountFact> {

  @Override
  public Reading<AccountFact> read(SpecificRecord event) {
    Envelope envelope = Envelope.of(event);
    UserId userId = new UserId(envelope.userId());
    Position at = new Position(envelope.occurredAt(), envelope.eventId());
    return switch (event) {
      case UserRegistered it ->
          withRole(
              it.getRole(),
              role ->
                  new AccountFact.Described(
                      userId,
                      at,
                      it.getTokensValidFrom(),
                      it.getUsername(),
                      it.getEmail(),
                      it.getEmailVerified(),
                      true,
                      role));
      case UserUpdated it ->
          withRole(
              it.getRole(),
              role ->
                  new AccountFact.Described(
                      userId,
                      at,
                      it.getTokensValidFrom(),
                      it.getUsername(),
                      it.getEmail(),
                      it.getEmailVerified(),
                      it.getActive(),
                      role));
      case RoleChanged it ->
          withRole(
              it.getNewRole(),
              role -> new AccountFact.RoleGiven(userId, at, it.getTokensValidFrom(), role));
      case UserDeleted it ->
          new Reading.Accepted<>(new AccountFact.Deleted(userId, at, it.getTokensValidFrom()));
      default -> new Reading.Refused<>(event.getSchema().getName() + " does not belong here");
    };
  }

  private static Reading<AccountFact> withRole(String text, Function<Role, AccountFact> fact) {
    return Role.parse(text)
        .<Reading<AccountFact>>map(role -> new Reading.Accepted<>(fact.apply(role)))
        .orElseGet(() -> new Reading.Refused<>("the role is not known: " + text));
  }
}
