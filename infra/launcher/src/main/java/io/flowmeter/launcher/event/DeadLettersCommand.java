package io.flowmeter.launcher.event;

import io.flowmeter.launcher.client.Refusal;
import io.flowmeter.launcher.terminal.ExitCode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "dlt",
    description = "Records that a service could not read or apply, and has set aside.")
final class DeadLettersCommand {

  @Command(description = "Shows dead letters: where each came from, who gave it up, and why.")
  int list(
      @Mixin Broker broker,
      @Parameters(
              arity = "0..1",
              paramLabel = "TOPIC",
              description = "Only of this topic, such as proxy.usage.v1.")
          @Nullable String topic)
      throws InterruptedException {
    List<DeadLetter> letters = new ArrayList<>();
    Replay.Done done;
    try (TopicReader reader = new TopicReader(Replay.settings(broker))) {
      for (String each : reader.topics()) {
        boolean wanted = topic == null || each.equals(withSuffix(topic));
        if (!each.endsWith(DeadLetter.SUFFIX) || !wanted) continue;
        reader.readAll(each, record -> letters.add(new DeadLetter(record)));
      }
      if (topic != null) reader.partitions(withSuffix(topic));
      done = Replay.Done.of(reader, letters);
    }
    for (DeadLetter letter : letters) broker.terminal().say(told(broker, letter, done));
    if (!broker.json()) broker.terminal().say("%,d dead letters".formatted(letters.size()));
    return ExitCode.OK;
  }

  @Command(
      description = {
        "Puts dead letters back to the topic they came from, as they were, for all its readers.",
        "Only tells which, without --apply. Without PLACE it is those that were not put back"
            + " before. Who has booked a fact already knows it: to repeat this does no harm."
      })
  int replay(
      @Mixin Broker broker,
      @Parameters(index = "0", paramLabel = "TOPIC", description = "Such as proxy.usage.v1.")
          String topic,
      @Parameters(
              index = "1..*",
              arity = "0..*",
              paramLabel = "PLACE",
              description = "As list shows them, such as proxy.usage.v1.dlt-3@17.")
          @Nullable List<String> places,
      @Option(names = "--apply", description = "Do it.") boolean apply)
      throws InterruptedException {
    List<DeadLetter> letters = new ArrayList<>();
    List<String> wanted = places == null ? List.of() : places;
    try (TopicReader reader = new TopicReader(Replay.settings(broker))) {
      reader.readAll(withSuffix(topic), record -> letters.add(new DeadLetter(record)));
      Replay.Done done = Replay.Done.of(reader, letters);
      letters.removeIf(
          letter -> wanted.isEmpty() ? done.includes(letter) : !wanted.contains(letter.place()));
      List<String> found = letters.stream().map(DeadLetter::place).toList();
      wanted.stream()
          .filter(place -> !found.contains(place))
          .findFirst()
          .ifPresent(
              place -> {
                throw new Refusal(404, "There is no dead letter " + place);
              });
      for (DeadLetter letter : letters) broker.terminal().say(told(broker, letter, done));
      if (apply) Replay.run(broker, reader, letters, wanted.isEmpty());
    }
    if (!broker.json()) {
      broker
          .terminal()
          .say(
              apply
                  ? "%,d dead letters put back".formatted(letters.size())
                  : "Dry run: %,d dead letters would be put back; --apply does it"
                      .formatted(letters.size()));
    }
    return ExitCode.OK;
  }

  private static String told(Broker broker, DeadLetter letter, Replay.Done done) {
    String state = done.includes(letter) ? "put back" : "waits";
    return broker.json()
        ? letter.json().put("state", state).toString()
        : "%-8s %s from %s, given up by %s: %s"
            .formatted(state, letter.place(), letter.origin(), letter.group(), letter.reason());
  }

  private static String withSuffix(String topic) {
    return topic.endsWith(DeadLetter.SUFFIX) ? topic : topic + DeadLetter.SUFFIX;
  }
}
