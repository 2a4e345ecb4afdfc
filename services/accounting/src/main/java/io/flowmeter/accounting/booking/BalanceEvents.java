package io.flowmeter.accounting.booking;

import io.flowmeter.accounting.ledger.Funds;
import io.flowmeter.events.BalanceChanged;
import java.time.Instant;
import java.util.UUID;

/** A book's balance as an event. */
final class BalanceEvents {
  private BalanceEvents() {}

  static BalanceChanged changed(Book book, UUID eventId, Instant now) {
    Funds funds = book.fundsAt(now);
    return BalanceChanged.newBuilder()
        .setEventId(eventId)
        .setOccurredAt(now)
        .setUserId(book.userId().value())
        .setBalance(funds.balance())
        .setHeld(funds.held().amount())
        .setAvailable(funds.available())
        .setSequence(book.nextSequence())
        .build();
  }
}
