package io.flowmeter.bench.fact;

import io.flowmeter.bench.platform.Database;
import io.flowmeter.bench.platform.Platform;
import io.flowmeter.events.CreditsRequested;
import io.flowmeter.events.UserRegistered;
import io.flowmeter.identity.Caller;
import io.flowmeter.identity.Role;
import io.flowmeter.identity.UserId;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.concurrent.locks.LockSupport;

/** People who are known to accounting and proxy, and have more credits than they will ever use. */
public final class People {
  /** 24 hexadecimal digits, as auth's own; the bench's begin so. */
  private static final String PREFIX = "be0c";

  private static final long CREDITS = 1_000_000_000L;
  private static final Duration LIMIT = Duration.ofMinutes(10);

  private People() {}

  public static String id(long number) {
    return String.format(Locale.ROOT, PREFIX + "%020d", number);
  }

  public static String email(long number) {
    return "bench" + number + "@example.com";
  }

  public static String name(long number) {
    return "bench" + number;
  }

  public static Caller caller(long number) {
    return new Caller(
        new UserId(id(number)), name(number), email(number), Role.ENDUSER, "", Instant.EPOCH);
  }

  /** Tells the services of those that are not there yet; returns when all have their credits. */
  public static void ensure(Platform platform, Topics topics, int count) {
    Database database = platform.database();
    long known = withCredits(database);
    if (known >= count) return;
    Instant now = Instant.now();
    topics.produce(Topics.USERS, count - known, n -> registered(known + n, now));
    topics.produce(Topics.CREDIT_REQUESTS, count - known, n -> credits(known + n, now));
    long deadline = System.nanoTime() + LIMIT.toNanos();
    while (withCredits(database) < count) {
      if (System.nanoTime() > deadline) throw new IllegalStateException("no credits arrive");
      LockSupport.parkNanos(Duration.ofMillis(200).toNanos());
    }
    database.execute("analyze");
  }

  private static long withCredits(Database database) {
    return database.number(
        "select count(*) from credit_allocations where user_id like '" + PREFIX + "%'");
  }

  private static UserRegistered registered(long number, Instant now) {
    return UserRegistered.newBuilder()
        .setEventId(Topics.eventId(now, number))
        .setOccurredAt(now)
        .setUserId(id(number))
        .setUsername(name(number))
        .setEmail(email(number))
        .setEmailVerified(true)
        .setRole("enduser")
        .setTokensValidFrom(Instant.EPOCH)
        .build();
  }

  private static CreditsRequested credits(long number, Instant now) {
    return CreditsRequested.newBuilder()
        .setEventId(Topics.eventId(now.plusMillis(1), number))
        .setOccurredAt(now)
        .setUserId(id(number))
        .setCredits(CREDITS)
        .setReason("bench")
        .setRequestedBy("bench")
        .build();
  }
}
