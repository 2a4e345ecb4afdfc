package io.flowmeter.torture.verdict;

import io.flowmeter.torture.platform.Lost;
import io.flowmeter.torture.platform.Mailbox;
import io.flowmeter.torture.platform.Platform;
import io.flowmeter.torture.truth.Chat;
import io.flowmeter.torture.truth.Person;
import io.flowmeter.torture.truth.Truth;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.KafkaException;

/** Waits until all is quiet, then compares what the platform kept with what was seen outside. */
public final class Verdict {
  private static final Duration POLL = Duration.ofSeconds(1);

  /** Beyond the life of a hold: everything that waits for a pause or a lease. */
  private static final Duration QUIET_LIMIT = Duration.ofMinutes(2);

  private final Platform platform;
  private final Truth truth;
  private final Mailbox mailbox;

  public Verdict(Platform platform, Truth truth, Mailbox mailbox) {
    this.platform = platform;
    this.truth = truth;
    this.mailbox = mailbox;
  }

  /**
   * @param holdLifetime after which a hold that nobody settles is released
   */
  public void awaitQuiet(Duration holdLifetime) throws InterruptedException {
    long deadline = System.nanoTime() + holdLifetime.plus(QUIET_LIMIT).toNanos();
    String unrest = unrest();
    while (!unrest.isEmpty() && System.nanoTime() < deadline) {
      TimeUnit.NANOSECONDS.sleep(POLL.toNanos());
      unrest = unrest();
    }
    if (!unrest.isEmpty()) {
      truth.broken("all comes to rest when everything is well", Truth.NEMESIS, unrest);
    }
  }

  /** Empty if there is none. */
  private String unrest() {
    mailbox.look();
    try {
      long holds = platform.books().openHolds();
      long unpublished = platform.books().unpublished();
      long lag = platform.topics().lag();
      int unpaid = served() - settled();
      return holds == 0 && unpublished == 0 && lag == 0 && unpaid <= 0 && allMailsAreThere()
          ? ""
          : "%d holds, %d unpublished, %d records to read, %d served without usage"
              .formatted(holds, unpublished, lag, unpaid);
    } catch (IllegalStateException | KafkaException | Lost notYet) {
      return notYet.toString();
    }
  }

  private int served() {
    return (int)
        platform.upstream().served().stream().map(each -> each.question()).distinct().count();
  }

  private int settled() {
    Set<String> sessions = new HashSet<>();
    platform.books().usages().forEach(usage -> sessions.add(usage.sessionId()));
    return (int)
        truth.people().stream()
            .flatMap(person -> person.chats().stream())
            .filter(chat -> sessions.contains(chat.sessionId()))
            .count();
  }

  private boolean allMailsAreThere() {
    return truth.people().stream()
        .filter(Person::isRegistered)
        .allMatch(person -> mailbox.code(person.email()).isPresent());
  }

  /** Notes every rule that is broken. */
  public void judge(String administratorToken) {
    Evidence evidence = Evidence.gather(platform);
    ChatRules chats = new ChatRules(truth, evidence);
    PersonRules people = new PersonRules(truth, evidence, platform, mailbox);
    for (Person person : truth.people()) {
      person.chats().forEach(chats::check);
      people.check(person);
    }
    nothingElse(evidence);
    evidence
        .deadLetters()
        .forEach(letter -> truth.broken("nothing is set aside", Truth.NEMESIS, letter));
    for (String check : new String[] {"verify", "rebuild"}) {
      var result = platform.ledger(check, administratorToken);
      if (!result.good()) {
        truth.broken("the ledger is the fold of its facts", check, result.output());
      }
    }
  }

  private void nothingElse(Evidence evidence) {
    Map<String, String> known = new java.util.HashMap<>();
    for (Person person : truth.people()) {
      for (Chat chat : person.chats()) known.put(chat.sessionId(), chat.name());
      person.grants().forEach(grant -> known.put(grant.name(), grant.name()));
    }
    Set<String> ofThisRound = new HashSet<>();
    truth.people().forEach(person -> ofThisRound.add(person.userId()));
    evidence
        .bookedBySession()
        .forEach(
            (session, booked) -> {
              boolean ours = ofThisRound.contains(booked.getFirst().userId());
              if (ours && !known.containsKey(session)) {
                truth.broken("nothing is booked that nobody asked for", session, booked.toString());
              }
            });
    evidence
        .grantsByReason()
        .forEach(
            (reason, booked) -> {
              boolean ours = ofThisRound.contains(booked.getFirst().userId());
              if (ours && !known.containsKey(reason)) {
                truth.broken("nothing is booked that nobody asked for", reason, booked.toString());
              }
            });
  }
}
