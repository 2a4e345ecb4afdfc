package io.flowmeter.accounting.booking;

import io.flowmeter.accounting.ledger.Credits;
import io.flowmeter.accounting.ledger.Funds;
import io.flowmeter.accounting.ledger.Level;
import io.flowmeter.eventing.EventIds;
import io.flowmeter.events.BalanceChanged;
import io.flowmeter.events.BalanceLevel;
import io.flowmeter.events.BalanceThresholdCrossed;
import java.time.Instant;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;

/** A book's balance as an event. */
final class BalanceEvents {
  private BalanceEvents() {}

  /** The balance, and that it crossed a threshold if it did. */
  static Stream<SpecificRecord> of(Book book, Credits lowBelow, EventIds ids, Instant now) {
    SpecificRecord changed = changed(book, ids.next(), now);
    Level level = Level.of(book.fundsAt(now).balance(), lowBelow);
    if (level == book.toldLevel()) return Stream.of(changed);
    return Stream.of(changed, crossed(book, level, lowBelow, ids.next(), now));
  }

  private static BalanceThresholdCrossed crossed(
      Book book, Level level, Credits lowBelow, UUID eventId, Instant now) {
    return BalanceThresholdCrossed.newBuilder()
        .setEventId(eventId)
        .setOccurredAt(now)
        .setUserId(book.userId().value())
        .setLevel(BalanceLevel.valueOf(level.name()))
        .setPreviousLevel(BalanceLevel.valueOf(book.toldLevel().name()))
        .setBalance(book.fundsAt(now).balance())
        .setLowBelow(lowBelow.amount())
        .setSequence(book.nextSequence())
        .build();
  }

  private static BalanceChanged changed(Book book, UUID eventId, Instant now) {
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
