package io.flowmeter.eventing;

import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.avro.specific.SpecificRecord;

/** Makes {@link LiveFeed}s; as beans they start before the web server and stop after it. */
public final class LiveFeeds {
  private final KafkaSettings settings;
  private final Supplier<ReceivedDeserializer> values;

  LiveFeeds(KafkaSettings settings, Supplier<ReceivedDeserializer> values) {
    this.settings = settings;
    this.values = values;
  }

  /**
   * @param from read what was published since
   * @param startLimit how long the start of the service waits for the feed to catch up
   * @param target told each fact, in the order of each key
   */
  public LiveFeed of(
      Topic topic, Instant from, Duration startLimit, Consumer<SpecificRecord> target) {
    return new LiveFeed(topic, settings, values, from, startLimit, target);
  }
}
