package io.flowmeter.accounting.rate;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Which card applies. They are kept in memory, so that a credit check needs no round trip for its
 * price; one that another instance was given is known here after the refresh interval.
 */
@Component
public class RateCards {
  private static final Comparator<RateCard> NEWEST =
      Comparator.comparing(RateCard::validFrom).thenComparingLong(RateCard::order);

  private final RateCardRows rows;
  private final RateCard standard;
  private volatile List<RateCard> cards = List.of();

  RateCards(RateCardRows rows, RateSettings settings) {
    this.rows = rows;
    this.standard = settings.card();
    refresh();
  }

  @Scheduled(fixedDelayString = "${flowmeter.rate-card.refresh-interval:2s}")
  final void refresh() {
    cards = rows.all().stream().map(RateCardRows::card).toList();
  }

  public RateCard forChatflow(String chatflowId, Instant now) {
    return find(RateCard.Scope.CHATFLOW, chatflowId, now).orElse(standard);
  }

  public RateCard forModel(String modelId, Instant now) {
    return find(RateCard.Scope.MODEL, modelId, now).orElse(standard);
  }

  /** The standard one for a version of which nothing is known any more. */
  public RateCard ofVersion(String version) {
    return cards.stream()
        .filter(card -> card.version().equals(version))
        .findFirst()
        .orElse(standard);
  }

  private Optional<RateCard> find(RateCard.Scope scope, String subject, Instant now) {
    return Stream.of(subject, RateCard.EVERY)
        .flatMap(wanted -> newest(scope, wanted, now).stream())
        .findFirst();
  }

  private Optional<RateCard> newest(RateCard.Scope scope, String subject, Instant now) {
    return cards.stream()
        .filter(card -> card.isFor(scope, subject) && card.isValidAt(now))
        .max(NEWEST);
  }
}
