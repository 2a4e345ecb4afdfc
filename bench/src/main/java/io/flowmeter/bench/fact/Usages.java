package io.flowmeter.bench.fact;

import io.flowmeter.events.CompletionOutcome;
import io.flowmeter.events.UsageRecorded;
import java.time.Instant;
import java.util.SplittableRandom;
import java.util.UUID;

/** Completions that never were, of people at random, one after another in time. */
public final class Usages implements Topics.Source {
  private static final String CHATFLOW = "d3300000-0000-4000-8000-000000000001";

  private final SplittableRandom random = new SplittableRandom();
  private final Instant begun = Instant.now();
  private final int people;
  private final int every;

  public Usages(int people) {
    this(people, 1);
  }

  /**
   * @param people so many, the first of each {@code every}
   */
  public Usages(int people, int every) {
    this.people = people;
    this.every = every;
  }

  @Override
  public UsageRecorded of(long number) {
    Instant at = begun.plusNanos(number * 1_000);
    long person = (long) random.nextInt(people) * every;
    return completed(at, Topics.eventId(at, random.nextLong()), person);
  }

  /** One of a person's, as the proxy would tell of it. */
  public static UsageRecorded completed(Instant at, UUID completionId, long person) {
    SplittableRandom random = new SplittableRandom(completionId.getLeastSignificantBits());
    return UsageRecorded.newBuilder()
        .setEventId(Topics.eventId(at, random.nextLong()))
        .setOccurredAt(at)
        .setUserId(People.id(person))
        .setCompletionId(completionId)
        .setChatflowId(CHATFLOW)
        .setSessionId(new UUID(random.nextLong(), random.nextLong()).toString())
        .setModel(null)
        .setOutcome(CompletionOutcome.SUCCEEDED)
        .setInputTokens(12)
        .setOutputTokens(20)
        .setTokensEstimated(true)
        .setRateCardVersion("flat-1")
        .setCredits(1)
        .setStartedAt(at)
        .setDurationMillis(500)
        .build();
  }
}
