package io.flowmeter.torture.traffic;

import io.flowmeter.torture.platform.Lost;
import io.flowmeter.torture.platform.Reply;
import io.flowmeter.torture.truth.Truth;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/** Asks again as long as nobody says yes or no, as a patient client does. */
record Insisting(Truth truth, String about, RandomGenerator random, BooleanSupplier over) {
  private static final int MAX_TRIES = 30;
  private static final int MAX_PAUSE_MILLIS = 1500;

  /**
   * @param notYet statuses that may be others soon
   * @return empty if nobody ever said
   */
  Optional<Reply> on(String operation, Set<Integer> notYet, Supplier<Reply> request)
      throws InterruptedException {
    for (int tried = 0; tried < MAX_TRIES; tried++) {
      try {
        Reply reply = request.get();
        truth.count(operation, Integer.toString(reply.status()));
        truth.note(about, "%s -> %s".formatted(operation, told(reply)));
        boolean decided =
            reply.status() < 500 && reply.status() != 429 && !notYet.contains(reply.status());
        if (decided) return Optional.of(reply);
      } catch (Lost lost) {
        truth.count(operation, "lost");
        truth.note(about, "%s -> lost: %s".formatted(operation, lost.getMessage()));
      }
      if (over.getAsBoolean()) break;
      TimeUnit.MILLISECONDS.sleep(random.nextInt(100, MAX_PAUSE_MILLIS));
    }
    return Optional.empty();
  }

  Optional<Reply> on(String operation, Supplier<Reply> request) throws InterruptedException {
    return on(operation, Set.of(), request);
  }

  private static String told(Reply reply) {
    boolean secret = reply.text().contains("Token\"");
    return reply.status() + (secret || reply.status() < 300 ? "" : " " + reply.text());
  }
}
