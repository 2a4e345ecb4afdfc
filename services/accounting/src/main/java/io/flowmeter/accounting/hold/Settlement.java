package io.flowmeter.accounting.hold;

import io.flowmeter.accounting.booking.Book;
import io.flowmeter.accounting.ledger.Credits;
import io.flowmeter.accounting.ledger.Hold;
import io.flowmeter.identity.UserId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;

/** Ends holds while their people's accounts are locked. */
@Component
public class Settlement {
  private final HoldRows rows;

  Settlement(HoldRows rows) {
    this.rows = rows;
  }

  /** A completion that ended, with what it really cost. */
  public record Captured(
      String completionId, UserId userId, Credits used, boolean succeeded, Instant at) {}

  /** Ends the holds of these completions; one without a hold has nothing to end. */
  public void capture(List<Captured> completions, Map<UserId, Book> books) {
    Map<String, Captured> byId = new HashMap<>();
    completions.forEach(captured -> byId.put(captured.completionId(), captured));
    List<HoldRows.Ended> ended = new ArrayList<>();
    for (HoldRows.Stored stored : rows.byCompletion(byId.keySet())) {
      Captured captured = byId.get(stored.completionId());
      Book book = books.get(stored.userId());
      // A usage under another person's name charges that person, and leaves this hold alone.
      if (captured == null || book == null || !captured.userId().equals(stored.userId())) continue;
      Hold.Ending ending = stored.hold().capture(captured.succeeded());
      if (ending == null) continue;
      book.release(ending.released());
      ended.add(new HoldRows.Ended(stored.id(), ending.hold(), captured.used(), captured.at()));
    }
    rows.end(ended);
  }

  /** Gives up what is past its expiry; returns how many. */
  public int expire(Map<UserId, Book> books, Instant now) {
    List<HoldRows.Ended> ended = new ArrayList<>();
    for (HoldRows.Stored stored : rows.due(books.keySet(), now)) {
      Hold.Ending ending = stored.hold().expire(now);
      Book book = books.get(stored.userId());
      if (ending == null || book == null) continue;
      book.release(ending.released());
      ended.add(new HoldRows.Ended(stored.id(), ending.hold(), null, now));
    }
    rows.end(ended);
    return ended.size();
  }
}
