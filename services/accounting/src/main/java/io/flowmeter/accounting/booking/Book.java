package io.flowmeter.accounting.booking;

import io.flowmeter.accounting.ledger.Credits;
import io.flowmeter.accounting.ledger.Entry;
import io.flowmeter.accounting.ledger.Fact;
import io.flowmeter.accounting.ledger.Funds;
import io.flowmeter.accounting.ledger.Grant;
import io.flowmeter.accounting.ledger.History;
import io.flowmeter.accounting.ledger.Ledger;
import io.flowmeter.accounting.ledger.Level;
import io.flowmeter.accounting.ledger.Posting;
import io.flowmeter.identity.UserId;
import java.time.Instant;
import java.util.Collection;
import java.util.UUID;
import java.util.function.Supplier;

/** One person's ledger and holds while their account is locked. */
public final class Book {
  private final UserId userId;
  private final long sequence;
  private final Level toldLevel;
  private Posting posting;
  private Credits held;
  private int factsSinceSnapshot;

  Book(UserId userId, Ledger ledger, Credits held, long sequence, Level toldLevel) {
    this.userId = userId;
    this.posting = Posting.none(ledger);
    this.held = held;
    this.sequence = sequence;
    this.toldLevel = toldLevel;
  }

  public UserId userId() {
    return userId;
  }

  public Ledger ledger() {
    return posting.after();
  }

  /** Gives back what an ended hold had reserved. */
  public void release(Credits credits) {
    held = held.minus(credits);
  }

  /** Adds the grants of which nothing is left, as folding again needs them. */
  void complete(Collection<Grant> all) {
    Ledger open = posting.after();
    posting = Posting.none(Ledger.of(all, open.debt(), open.spent(), open.removed(), open.upTo()));
  }

  void post(Collection<Fact> facts, History history, Supplier<UUID> ids) {
    factsSinceSnapshot += facts.size();
    posting = Posting.post(posting.after(), facts, history, ids);
  }

  void restate(Ledger ledger, Collection<Entry> booked, Supplier<UUID> ids, Instant now) {
    posting = posting.restate(ledger, booked, ids, now);
  }

  void expire(Instant now, Supplier<UUID> ids) {
    posting = posting.expire(now, ids);
  }

  int factsSinceSnapshot() {
    return factsSinceSnapshot;
  }

  void countFactsFrom(int sinceSnapshot) {
    factsSinceSnapshot = sinceSnapshot;
  }

  void snapshotTaken() {
    factsSinceSnapshot = 0;
  }

  boolean hasBookings() {
    return !posting.bookings().isEmpty();
  }

  Posting posting() {
    return posting;
  }

  Credits held() {
    return held;
  }

  /** The one that others were last told. */
  Level toldLevel() {
    return toldLevel;
  }

  public Funds fundsAt(Instant now) {
    return new Funds(ledger().balanceAt(now), held);
  }

  /** Of the change that is being made. */
  long nextSequence() {
    return sequence + 1;
  }
}
