package io.flowmeter.accounting;

import static io.flowmeter.accounting.People.usage;
import static org.assertj.core.api.Assertions.assertThat;

import io.flowmeter.accounting.RunningService.Reply;
import io.flowmeter.accounting.inbox.FactConsumer;
import io.flowmeter.eventing.Topic;
import io.flowmeter.events.UsageRecorded;
import io.flowmeter.identity.Role;
import io.flowmeter.identity.UserId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Any commands and usages of some people, on the service and, side by side, on a model of a few
 * additions that knows neither grants nor entries: after each step both say the same. A failure
 * names its seed and all that went before; {@code -Dflowmeter.test.seed=N} runs it again.
 */
class ModelCheckTest {
  private static final int STEPS = 200;
  private static final int PEOPLE = 4;
  private static final int MOST_CREDITS = 12;

  private final RunningService service = RunningService.get();
  private final People people = new People(service);
  private final long seed = Long.getLong("flowmeter.test.seed", System.nanoTime());
  private final Random random = new Random(seed);
  private final List<Account> accounts = new ArrayList<>();
  private final List<UsageRecorded> told = new ArrayList<>();
  private final List<String> history = new ArrayList<>();

  /** The model of one person: what they have, and what is set aside of it, one for each hold. */
  private static final class Account {
    private final UserId user;
    private final Set<UUID> open = new HashSet<>();
    private final List<UUID> asked = new ArrayList<>();
    private long balance;

    Account(UserId user) {
      this.user = user;
    }

    long available() {
      return balance - open.size();
    }
  }

  @Test
  void after_each_step_the_service_says_what_a_model_says() {
    Stream.generate(people::registered).limit(PEOPLE).map(Account::new).forEach(accounts::add);

    for (int step = 0; step < STEPS; step++) {
      take(one(accounts));
      accounts.forEach(this::compare);
    }

    for (Account account : accounts) {
      assertThat(people.booked(account.user)).as(story()).isEqualTo(account.balance);
    }
  }

  private void take(Account account) {
    long credits = random.nextInt(1, MOST_CREDITS + 1);
    switch (random.nextInt(12)) {
      case 0, 1 -> allocate(account, credits);
      case 2 -> remove(account, credits);
      case 3 -> set(account, credits - 1);
      case 4 -> adjust(account, random.nextBoolean() ? credits : -credits);
      case 5 -> deduct(account, credits);
      case 6, 7 -> hold(account);
      case 8 -> askAgain(account, one(accounts));
      case 9, 10 -> use();
      case 11 -> letHoldsExpire(account);
      default -> throw new IllegalStateException();
    }
  }

  private void allocate(Account account, long credits) {
    expect(201, people.allocate(account.user, credits), "allocate", account, credits);
    account.balance += credits;
  }

  private void remove(Account account, long credits) {
    boolean enough = account.available() >= credits;
    Reply reply = change("DELETE", "remove", account, "\"credits\":" + credits);
    expect(enough ? 200 : 400, reply, "remove", account, credits);
    if (enough) account.balance -= credits;
  }

  private void set(Account account, long credits) {
    boolean possible = credits >= Math.min(account.balance, account.open.size());
    Reply reply = change("POST", "set", account, "\"credits\":" + credits);
    expect(possible ? 200 : 409, reply, "set", account, credits);
    if (possible) account.balance = credits;
  }

  private void adjust(Account account, long by) {
    boolean possible = by > 0 || account.available() >= -by;
    Reply reply = change("PUT", "adjust", account, "\"adjustment\":" + by);
    expect(possible ? 200 : 400, reply, "adjust", account, by);
    if (possible) account.balance += by;
  }

  private void deduct(Account account, long credits) {
    boolean enough = account.available() >= credits;
    Reply reply =
        service.post(
            "/api/credits/deduct",
            service.token(account.user, Role.ENDUSER),
            "{\"credits\":%d}".formatted(credits));
    expect(enough ? 200 : 400, reply, "deduct", account, credits);
    if (enough) account.balance -= credits;
  }

  private void hold(Account account) {
    UUID completion = UUID.randomUUID();
    boolean enough = account.available() >= 1;
    expect(enough ? 201 : 402, people.hold(account.user, completion), "hold", account, completion);
    if (!enough) return;
    account.open.add(completion);
    account.asked.add(completion);
  }

  /** For a completion that may be over, and may be somebody else's. */
  private void askAgain(Account account, Account owner) {
    if (owner.asked.isEmpty()) return;
    UUID completion = one(owner.asked);
    int expected = account == owner ? 200 : 422;
    expect(expected, people.hold(account.user, completion), "ask again", account, completion);
  }

  /** Usages of anybody in one batch: with holds, without, and some that were told before. */
  private void use() {
    List<UsageRecorded> batch = new ArrayList<>();
    for (int i = 0; i <= random.nextInt(4); i++) {
      if (!told.isEmpty() && random.nextInt(4) == 0) {
        batch.add(one(told));
        continue;
      }
      Account account = one(accounts);
      UUID completion = account.open.isEmpty() ? UUID.randomUUID() : one(account.open);
      UsageRecorded fresh = usage(account.user, completion, random.nextInt(4), People.now());
      account.open.remove(completion);
      account.balance -= fresh.getCredits();
      told.add(fresh);
      batch.add(fresh);
    }
    history.add("usages " + batch);
    service.beans(FactConsumer.class).stream()
        .filter(consumer -> consumer.topic().equals(Topic.of(batch.getFirst()).topicName()))
        .findFirst()
        .orElseThrow()
        .receive(batch.stream().map(LedgerIsAFoldTest::record).toList());
  }

  private void letHoldsExpire(Account account) {
    history.add("the holds expire of " + account.user);
    people.letHoldsExpire(account.user);
    account.open.clear();
  }

  private void compare(Account account) {
    Reply reply = service.get("/api/credits/balance/" + account.user, people.admin());
    assertThat(reply.json().path("totalCredits").longValue())
        .as("balance of %s, %s", account.user, story())
        .isEqualTo(account.balance);
    assertThat(reply.json().path("available").longValue())
        .as("available to %s, %s", account.user, story())
        .isEqualTo(account.available());
  }

  private Reply change(String method, String what, Account account, String field) {
    return service.send(
        method,
        "/api/credits/" + what,
        people.admin(),
        "{\"userId\":\"%s\",%s}".formatted(account.user, field));
  }

  private void expect(int status, Reply reply, String what, Account account, Object of) {
    history.add("%s %s %s -> %d".formatted(account.user, what, of, reply.status()));
    assertThat(reply.status()).as("%s%s", reply.body(), story()).isEqualTo(status);
  }

  private String story() {
    return " with seed %d after%n%s".formatted(seed, String.join("\n", history));
  }

  private <T> T one(Collection<T> of) {
    return of.stream().skip(random.nextInt(of.size())).findFirst().orElseThrow();
  }
}
