package io.flowmeter.torture.verdict;

import io.flowmeter.torture.platform.Books;
import io.flowmeter.torture.platform.Platform;
import io.flowmeter.torture.platform.Topics;
import io.flowmeter.torture.platform.Topics.Fact;
import io.flowmeter.torture.platform.Upstream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What the platform, its topics, its ledger and its upstream say when all is quiet. */
record Evidence(
    Map<String, List<Upstream.Served>> servedByQuestion,
    Map<String, List<Fact>> usagesBySession,
    Map<String, List<Books.Usage>> bookedBySession,
    Map<String, List<Fact>> allocationsByReason,
    Map<String, List<Books.Grant>> grantsByReason,
    Map<String, List<Fact>> registrationsByUser,
    Map<String, List<Books.Account>> accountsByUser,
    List<String> deadLetters) {

  static Evidence gather(Platform platform) {
    Topics topics = platform.topics();
    Books books = platform.books();
    return new Evidence(
        by(platform.upstream().served(), Upstream.Served::question),
        by(distinct(topics.read(Topics.USAGE)), fact -> fact.text("sessionId")),
        by(books.usages(), Books.Usage::sessionId),
        by(named(topics, Topics.CREDITS, "CreditsAllocated"), fact -> fact.text("reason")),
        by(books.grants(), Books.Grant::reason),
        by(named(topics, Topics.USERS, "UserRegistered"), fact -> fact.text("userId")),
        by(books.accounts(), Books.Account::userId),
        topics.deadLetters());
  }

  static <T> List<T> of(Map<String, List<T>> all, String key) {
    return all.getOrDefault(key, List.of());
  }

  private static List<Fact> named(Topics topics, String topic, String name) {
    return distinct(topics.read(topic)).stream().filter(fact -> fact.name().equals(name)).toList();
  }

  /** The same event may be published more than once; what is read as one event is one. */
  private static List<Fact> distinct(List<Fact> facts) {
    Map<String, Fact> byId = new LinkedHashMap<>();
    facts.forEach(fact -> byId.putIfAbsent(fact.text("eventId"), fact));
    return List.copyOf(byId.values());
  }

  private static <T> Map<String, List<T>> by(List<T> all, Function<T, String> key) {
    return all.stream()
        .collect(Collectors.groupingBy(key, HashMap::new, Collectors.toCollection(ArrayList::new)));
  }
}
