package io.flowmeter.accounting.hold;

import io.flowmeter.accounting.booking.Books;
import io.flowmeter.accounting.rate.RateCards;
import org.springframework.stereotype.Component;

/** The credit check. */
@Component
class Holds {
  private final RateCards rateCards;
  private final Books books;
  private final Deciders deciders;

  Holds(RateCards rateCards, Books books, Deciders deciders) {
    this.rateCards = rateCards;
    this.books = books;
    this.deciders = deciders;
  }

  HoldOutcome place(HoldRequest request) {
    var card = rateCards.forChatflow(request.chatflowId(), books.now());
    return deciders.decide(new Ask(request, card));
  }
}
