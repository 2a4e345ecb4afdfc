package io.flowmeter.system.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.flowmeter.system.platform.Books;
import io.flowmeter.system.platform.Fact;
import io.flowmeter.system.platform.Person;
import io.flowmeter.system.platform.Platform;
import java.time.Duration;
import java.util.List;

/** What must be true of one person's first completion, whatever happened on its way. */
final class Settled {
  static final String USAGE = "proxy.usage.v1";
  private static final Duration LIMIT = Duration.ofMinutes(1);

  private Settled() {}

  /** Booked once at this price, published once, no credit held any more, the books balanced. */
  static Fact once(Person person, String outcome, long credits, long balanceAfter) {
    onceInEffect(person, outcome, credits, balanceAfter);
    List<Fact> usages = Platform.running().topics().about(USAGE, "userId", person.userId());
    assertThat(usages).hasSize(1);
    return usages.getFirst();
  }

  /** As {@link #once}, though the same event may have been published more than once. */
  static Fact onceInEffect(Person person, String outcome, long credits, long balanceAfter) {
    Platform platform = Platform.running();
    await("usage of " + person.username())
        .atMost(LIMIT)
        .pollInterval(Duration.ofMillis(250))
        .untilAsserted(() -> assertSettled(person, outcome, credits, balanceAfter));
    // Whatever else was published by now would be a second time: let it have its effect, if any.
    await("all usage read")
        .atMost(LIMIT)
        .pollInterval(Duration.ofMillis(250))
        .until(() -> platform.topics().isRead(USAGE));
    return assertSettled(person, outcome, credits, balanceAfter);
  }

  private static Fact assertSettled(
      Person person, String outcome, long credits, long balanceAfter) {
    Platform platform = Platform.running();
    List<Fact> usages = platform.topics().about(USAGE, "userId", person.userId());
    assertThat(usages.stream().map(usage -> usage.text("eventId")).distinct()).hasSize(1);
    Fact usage = usages.getFirst();
    assertThat(usage.key()).isEqualTo(person.userId());
    assertThat(usage.name()).isEqualTo("UsageRecorded");
    assertThat(usage.text("outcome")).isEqualTo(outcome);
    assertThat(usage.number("credits")).isEqualTo(credits);
    Books books = platform.books();
    assertThat(person.balance()).isEqualTo(balanceAfter);
    assertThat(books.usageRecords(person.userId())).isEqualTo(1);
    assertThat(books.spent(person.userId())).isEqualTo(credits);
    assertThat(books.openHolds(person.userId())).isZero();
    assertBalanced(books);
    return usage;
  }

  static void assertBalanced(Books books) {
    assertThat(books.entries()).isPositive();
    assertThat(books.sumOfAllEntries()).isZero();
    assertThat(books.unbalancedBookings()).isZero();
  }
}
