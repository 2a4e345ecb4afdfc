package io.flowmeter.launcher.event;

import io.flowmeter.launcher.terminal.ExitCode;
import io.flowmeter.launcher.terminal.Misuse;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "events",
    addMethodSubcommands = false,
    description = "Prints the events that a topic holds now, read through the schema registry.",
    subcommands = DeadLettersCommand.class)
public final class EventsCommand implements Callable<Integer> {
  @Mixin private final Broker broker;

  @Parameters(arity = "0..1", paramLabel = "TOPIC", description = "Such as proxy.usage.v1.")
  private @Nullable String topic;

  public EventsCommand(Broker broker) {
    this.broker = broker;
  }

  @Override
  public Integer call() throws InterruptedException {
    if (topic == null) throw new Misuse("'events' takes a topic, such as proxy.usage.v1");
    EventText text = new EventText(broker.registry(), broker.json());
    try (TopicReader reader = new TopicReader(broker.settings())) {
      reader.readAll(
          topic,
          record -> {
            broker.terminal().say(text.of(record));
            return true;
          });
    }
    return ExitCode.OK;
  }

  @Command(description = "Prints the events of a topic as they come, until Ctrl-C.")
  int tail(
      @Mixin Broker from,
      @Parameters(paramLabel = "TOPIC", description = "Such as proxy.usage.v1.") String followed,
      @Option(names = "--from-beginning", description = "First those that there are.")
          boolean fromBeginning,
      @Option(
              names = "--limit",
              paramLabel = "N",
              defaultValue = "9223372036854775807",
              description = "End after so many.")
          long limit)
      throws InterruptedException {
    if (limit < 1) throw new Misuse("--limit is a whole number from 1, not " + limit);
    EventText text = new EventText(from.registry(), from.json());
    long[] printed = {0};
    try (TopicReader reader = new TopicReader(from.settings())) {
      reader.follow(
          followed,
          fromBeginning,
          record -> {
            from.terminal().say(text.of(record));
            return ++printed[0] < limit;
          });
    }
    return ExitCode.OK;
  }
}
