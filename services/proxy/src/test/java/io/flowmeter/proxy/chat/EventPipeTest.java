package io.flowmeter.proxy.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.flowmeter.proxy.upstream.UpstreamEvent;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.springframework.util.unit.DataSize;

/** What waits between Flowise and a client. */
class EventPipeTest {
  private static final DataSize ROOM = DataSize.ofKilobytes(64);
  private static final Duration LONG = Duration.ofMinutes(1);
  private static final int EVENTS = 5_000;
  private static final String KILOBYTE = "x".repeat(1_000);

  private final AtomicInteger produced = new AtomicInteger();
  private final AtomicInteger timesAbandoned = new AtomicInteger();

  @Test
  void a_client_that_reads_nothing_holds_up_the_upstream_and_no_memory() {
    var pipe = pipe(LONG);
    var upstream = produce(pipe);

    await().during(Duration.ofMillis(300)).until(() -> !upstream.isDone());

    long waitingCharacters = produced.get() * (long) KILOBYTE.length();
    assertThat(waitingCharacters).isPositive().isLessThan(ROOM.toBytes());
    pipe.abandon();
    upstream.join();
  }

  @Test
  void a_slow_client_gets_everything_in_its_order() throws InterruptedException {
    var pipe = pipe(LONG);
    var upstream = produce(pipe);

    for (int i = 0; i < EVENTS; i++) {
      UpstreamEvent event = pipe.next(LONG);
      assertThat(event).isNotNull();
      assertThat(event.text()).startsWith(i + " ");
      assertThat(produced.get() - i).isLessThan((int) ROOM.toKilobytes());
    }
    upstream.join();
    assertThat(pipe.isAbandoned()).isFalse();
  }

  @Test
  void a_client_that_takes_nothing_for_too_long_is_gone_and_holds_up_nothing() {
    var pipe = pipe(Duration.ofMillis(20));
    produce(pipe).join();
    assertThat(pipe.isAbandoned()).isTrue();
    assertThat(timesAbandoned).hasValue(1);
  }

  @Test
  void a_client_that_leaves_wakes_whoever_waits_for_it() {
    var pipe = pipe(LONG);
    var upstream = produce(pipe);
    await().until(() -> produced.get() > 0);
    pipe.abandon();
    pipe.abandon();
    await().until(upstream::isDone);
    assertThat(timesAbandoned).hasValue(1);
  }

  @Test
  void an_event_that_is_larger_than_the_room_passes_alone() throws InterruptedException {
    var pipe = pipe(LONG);
    pipe.put(UpstreamEvent.of("token", KILOBYTE.repeat(1_000)));
    assertThat(pipe.next(LONG)).isNotNull();
    pipe.put(EventPipe.END);
    assertThat(pipe.next(LONG)).isEqualTo(EventPipe.END);
  }

  private EventPipe pipe(Duration stall) {
    return new EventPipe(ROOM, stall, timesAbandoned::incrementAndGet);
  }

  private CompletableFuture<Void> produce(EventPipe pipe) {
    return CompletableFuture.runAsync(
        () -> {
          for (int i = 0; i < EVENTS; i++) {
            pipe.put(UpstreamEvent.of("token", i + " " + KILOBYTE));
            produced.incrementAndGet();
          }
        });
  }
}
