package io.flowmeter.accounting.usage;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toList;

import io.flowmeter.accounting.account.Accounts;
import io.flowmeter.accounting.booking.Books;
import io.flowmeter.accounting.hold.Settlement;
import io.flowmeter.accounting.ledger.Fact;
import io.flowmeter.identity.UserId;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;

/** Charges usages: their holds end, their costs are drawn, in the transaction it is called in. */
@Component
class UsageBooking {
  private final Accounts accounts;
  private final Books books;
  private final Settlement settlement;
  private final UsageRows rows;
  private final SpentCredits spent;

  UsageBooking(
      Accounts accounts, Books books, Settlement settlement, UsageRows rows, SpentCredits spent) {
    this.accounts = accounts;
    this.books = books;
    this.settlement = settlement;
    this.rows = rows;
    this.spent = spent;
  }

  void book(List<Usage> usages) {
    Map<UserId, List<Fact>> facts =
        usages.stream().collect(groupingBy(Usage::userId, mapping(Usage::fact, toList())));
    accounts.ensure(facts.keySet());
    var open = books.open(facts.keySet());
    settlement.capture(usages.stream().map(UsageBooking::captured).toList(), open);
    books.post(open, facts);
    books.write(open.values());
    rows.insert(usages, books.now());
    spent.count(usages);
  }

  private static Settlement.Captured captured(Usage usage) {
    return new Settlement.Captured(
        usage.completionId().toString(),
        usage.userId(),
        usage.credits(),
        !usage.outcome().isFailure(),
        usage.at().occurredAt());
  }
}
