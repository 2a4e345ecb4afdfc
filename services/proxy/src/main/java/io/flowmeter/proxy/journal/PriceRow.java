package io.flowmeter.proxy.journal;

import io.flowmeter.proxy.completion.Credits;
import io.flowmeter.proxy.completion.Price;
import io.flowmeter.proxy.completion.Rate;
import java.math.BigDecimal;
import org.bson.Document;

/** The price of a completion as it is kept with it, for whoever settles it. */
final class PriceRow {
  private PriceRow() {}

  static Document of(Price price) {
    var row =
        new Document("held", price.held().amount())
            .append("rate_card_version", price.rateCardVersion());
    return switch (price.rate()) {
      case Rate.Flat(Credits perCompletion) -> row.append("flat", perCompletion.amount());
      // As text: no digit of a decimal is lost.
      case Rate.Tokens(var input, var output, Credits minimum) ->
          row.append("input_per_1000", input.toPlainString())
              .append("output_per_1000", output.toPlainString())
              .append("minimum", minimum.amount());
    };
  }

  static Price price(Document row) {
    return new Price(credits(row, "held"), rate(row), row.getString("rate_card_version"));
  }

  private static Rate rate(Document row) {
    if (row.containsKey("flat")) return new Rate.Flat(credits(row, "flat"));
    return new Rate.Tokens(
        new BigDecimal(row.getString("input_per_1000")),
        new BigDecimal(row.getString("output_per_1000")),
        credits(row, "minimum"));
  }

  private static Credits credits(Document row, String name) {
    return new Credits(row.get(name, Number.class).longValue());
  }
}
