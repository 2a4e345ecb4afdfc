package io.flowmeter.torture.truth;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/** Everything that was asked, acknowledged and broken in one round. */
public final class Truth {
  /** Who breaks things, among those who do something. */
  public static final String NEMESIS = "nemesis";

  private static final Duration BEFORE = Duration.ofSeconds(10);
  private static final Duration AFTER = Duration.ofSeconds(15);

  private final Queue<Line> lines = new ConcurrentLinkedQueue<>();
  private final Queue<Person> people = new ConcurrentLinkedQueue<>();
  private final Map<String, AtomicLong> operations = new ConcurrentHashMap<>();
  private final Map<String, AtomicLong> faults = new ConcurrentHashMap<>();
  private final Queue<Broken> broken = new ConcurrentLinkedQueue<>();

  private record Line(Instant at, String about, String text) {
    @Override
    public String toString() {
      return "%s  %-12s %s".formatted(at, about, text);
    }
  }

  /** A rule that was seen to be broken, by whom it concerns. */
  public record Broken(String rule, String about, String detail) {}

  public void add(Person person) {
    people.add(person);
  }

  public List<Person> people() {
    return List.copyOf(people);
  }

  /**
   * @param about a person, or one of its chats as {@code person/chat}
   */
  public void note(String about, String text) {
    lines.add(new Line(Instant.now(), about, text));
  }

  public void count(String operation, String outcome) {
    operations.computeIfAbsent(operation + " " + outcome, _ -> new AtomicLong()).incrementAndGet();
  }

  public void fault(String kind, String text) {
    faults.computeIfAbsent(kind, _ -> new AtomicLong()).incrementAndGet();
    note(NEMESIS, text);
  }

  public void broken(String rule, String about, String detail) {
    broken.add(new Broken(rule, about, detail));
  }

  public List<Broken> broken() {
    return List.copyOf(broken);
  }

  public Map<String, Long> operations() {
    return counts(operations);
  }

  public Map<String, Long> faults() {
    return counts(faults);
  }

  /** What was done by or to this one, and what was broken meanwhile. */
  public List<String> history(String about) {
    List<Line> own = lines.stream().filter(line -> line.about().equals(about)).toList();
    if (own.isEmpty()) return List.of();
    Instant from = own.getFirst().at().minus(BEFORE);
    Instant until = own.getLast().at().plus(AFTER);
    Stream<Line> meanwhile =
        lines.stream()
            .filter(line -> line.about().equals(NEMESIS))
            .filter(line -> line.at().isAfter(from) && line.at().isBefore(until));
    return Stream.concat(own.stream(), meanwhile)
        .sorted(Comparator.comparing(Line::at))
        .map(Line::toString)
        .toList();
  }

  private static Map<String, Long> counts(Map<String, AtomicLong> counts) {
    Map<String, Long> sorted = new TreeMap<>();
    counts.forEach((name, count) -> sorted.put(name, count.get()));
    return sorted;
  }
}
