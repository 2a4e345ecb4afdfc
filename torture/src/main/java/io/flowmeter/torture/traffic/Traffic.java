package io.flowmeter.torture.traffic;

import io.flowmeter.torture.platform.Mailbox;
import io.flowmeter.torture.platform.Platform;
import io.flowmeter.torture.truth.Person;
import io.flowmeter.torture.truth.Truth;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator.SplittableGenerator;
import java.util.random.RandomGeneratorFactory;

/** Many people at a time, one after the other in each place, until it is over. */
public final class Traffic {
  private static final Duration END_LIMIT = Duration.ofMinutes(2);
  private static final Duration LOOKS_AT_MAIL_EVERY = Duration.ofMillis(500);

  private final Platform platform;
  private final Administrator administrator;
  private final Mailbox mailbox;
  private final Truth truth;
  private final String names;
  private final SplittableGenerator random;
  private final AtomicInteger born = new AtomicInteger();
  private final List<Thread> places = new ArrayList<>();
  private volatile boolean over;

  /**
   * @param names what all names of this round begin with
   */
  public Traffic(
      Platform platform,
      Administrator administrator,
      Mailbox mailbox,
      Truth truth,
      String names,
      long seed) {
    this.platform = platform;
    this.administrator = administrator;
    this.mailbox = mailbox;
    this.truth = truth;
    this.names = names;
    this.random = RandomGeneratorFactory.<SplittableGenerator>of("L64X128MixRandom").create(seed);
  }

  public void start(int people) {
    for (int i = 0; i < people; i++) {
      SplittableGenerator own = random.split();
      places.add(Thread.startVirtualThread(() -> live(own)));
    }
    places.add(Thread.startVirtualThread(this::lookAtMail));
  }

  /** Nothing new begins; what is under way is waited for. */
  public void stop() throws InterruptedException {
    over = true;
    long deadline = System.nanoTime() + END_LIMIT.toNanos();
    for (Thread place : places) {
      if (!place.join(Duration.ofNanos(Math.max(1, deadline - System.nanoTime())))) {
        throw new IllegalStateException("somebody still waits for an answer");
      }
    }
  }

  private void live(SplittableGenerator own) {
    while (!over) {
      Person person = new Person(names + born.incrementAndGet());
      truth.add(person);
      try {
        new Life(platform, administrator, mailbox, truth, person, own.split(), () -> over).live();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      } catch (RuntimeException e) {
        truth.broken("the driver understands every answer", person.name(), e.toString());
      }
    }
  }

  private void lookAtMail() {
    try {
      while (!over) {
        mailbox.look();
        TimeUnit.NANOSECONDS.sleep(LOOKS_AT_MAIL_EVERY.toNanos());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
