package io.flowmeter.accounting;

import static io.flowmeter.accounting.db.Tables.CREDIT_ALLOCATIONS;
import static io.flowmeter.accounting.db.Tables.LEDGER_ENTRIES;
import static io.flowmeter.accounting.db.Tables.STREAMING_SESSIONS;
import static io.flowmeter.accounting.db.Tables.USER_ACCOUNTS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.jooq.impl.DSL.sum;

import io.flowmeter.eventing.EventIds;
import io.flowmeter.events.CompletionOutcome;
import io.flowmeter.events.UsageRecorded;
import io.flowmeter.events.UserRegistered;
import io.flowmeter.identity.Role;
import io.flowmeter.identity.UserId;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;

/** What tests say about people, their credits and their completions. */
final class People {
  private static final EventIds IDS = new EventIds();

  private final RunningService service;

  People(RunningService service) {
    this.service = service;
  }

  static UserId somebody() {
    return new UserId(UUID.randomUUID().toString().replace("-", "").substring(0, 24));
  }

  String admin() {
    return service.token(new UserId("00000000000000000000000a"), Role.ADMIN);
  }

  static Instant now() {
    return Instant.now().truncatedTo(ChronoUnit.MICROS);
  }

  static UserRegistered registration(UserId user) {
    Instant now = now();
    return UserRegistered.newBuilder()
        .setEventId(IDS.next())
        .setOccurredAt(now)
        .setUserId(user.value())
        .setUsername("user_" + user)
        .setEmail(user + "@school.example")
        .setEmailVerified(true)
        .setRole("enduser")
        .setTokensValidFrom(now.minusSeconds(60))
        .build();
  }

  UserId registered() {
    UserId user = somebody();
    service.publish(registration(user));
    awaitKnown(user);
    return user;
  }

  void awaitKnown(UserId user) {
    await().atMost(Duration.ofSeconds(20)).until(() -> isKnown(user));
  }

  UserId registeredWith(long credits) {
    UserId user = registered();
    assertThat(allocate(user, credits).status()).isEqualTo(201);
    return user;
  }

  private boolean isKnown(UserId user) {
    return service
        .sql()
        .fetchExists(
            USER_ACCOUNTS,
            USER_ACCOUNTS.USER_ID.eq(user.value()).and(USER_ACCOUNTS.USERNAME.isNotNull()));
  }

  RunningService.Reply allocate(UserId user, long credits) {
    return service.post(
        "/api/credits/allocate",
        admin(),
        "{\"userId\":\"%s\",\"amount\":%d,\"reason\":\"test\"}".formatted(user, credits));
  }

  static String holdBody(UserId user, UUID completion) {
    return """
        {"completionId":"%s","chatflowId":"flow-1",
         "user":{"userId":"%s","username":"user_%s","email":"%s@school.example","role":"enduser"}}
        """
        .formatted(completion, user, user, user);
  }

  RunningService.Reply hold(UserId user, UUID completion) {
    return service.post("/api/credits/holds", service.serviceToken(), holdBody(user, completion));
  }

  static UsageRecorded usage(UserId user, UUID completion, long credits, Instant at) {
    return UsageRecorded.newBuilder()
        .setEventId(IDS.next())
        .setOccurredAt(at)
        .setUserId(user.value())
        .setCompletionId(completion)
        .setChatflowId("flow-1")
        .setSessionId(UUID.randomUUID().toString())
        .setModel("gpt-4o-mini")
        .setOutcome(CompletionOutcome.SUCCEEDED)
        .setInputTokens(12)
        .setOutputTokens(34)
        .setTokensEstimated(false)
        .setRateCardVersion("flat-1")
        .setCredits(credits)
        .setStartedAt(at.minusSeconds(3))
        .setDurationMillis(3_000)
        .build();
  }

  /** Statuses; a crowd that a busy machine tells to come again comes again, as clients do. */
  static List<Integer> decided(int times, Supplier<RunningService.Reply> call) {
    return AdjustmentTest.inParallel(
        times,
        () ->
            await()
                .atMost(Duration.ofMinutes(1))
                .pollDelay(Duration.ZERO)
                .until(call::get, reply -> reply.status() != 503)
                .status());
  }

  long balance(UserId user) {
    return service
        .get("/api/credits/total-balance", service.token(user, Role.ENDUSER))
        .json()
        .path("totalCredits")
        .longValue();
  }

  void awaitBalance(UserId user, long expected) {
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(() -> assertThat(balance(user)).isEqualTo(expected));
  }

  /** What the books say the person has: credit less debt. */
  long booked(UserId user) {
    BigDecimal booked =
        service
            .sql()
            .select(sum(LEDGER_ENTRIES.AMOUNT))
            .from(LEDGER_ENTRIES)
            .where(LEDGER_ENTRIES.USER_ID.eq(user.value()))
            .and(LEDGER_ENTRIES.ACCOUNT.in("credit", "debt"))
            .fetchSingle()
            .value1();
    return booked == null ? 0 : booked.longValueExact();
  }

  void letCreditsExpire(UserId user) {
    service
        .sql()
        .update(CREDIT_ALLOCATIONS)
        .set(CREDIT_ALLOCATIONS.ALLOCATED_AT, now().minusSeconds(20))
        .set(CREDIT_ALLOCATIONS.EXPIRES_AT, now())
        .where(CREDIT_ALLOCATIONS.USER_ID.eq(user.value()))
        .execute();
  }

  void letHoldsExpire(UserId user) {
    service
        .sql()
        .update(STREAMING_SESSIONS)
        .set(STREAMING_SESSIONS.STARTED_AT, now().minusSeconds(20))
        .set(STREAMING_SESSIONS.EXPIRES_AT, now())
        .where(STREAMING_SESSIONS.USER_ID.eq(user.value()))
        .execute();
  }
}
