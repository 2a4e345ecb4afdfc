package io.flowmeter.proxy.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class TurnsTest {
  private static final Duration LONG = Duration.ofMinutes(1);

  @Test
  void a_crowd_goes_through_in_the_order_of_its_arrival() {
    var turns = new Turns(1, LONG);
    assertThat(turns.take()).isTrue();
    List<Integer> through = Collections.synchronizedList(new ArrayList<>());
    List<CompletableFuture<Void>> crowd = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      int number = i;
      crowd.add(
          CompletableFuture.runAsync(
              () -> {
                if (turns.take()) through.add(number);
                turns.giveBack();
              },
              task -> Thread.ofVirtual().start(task)));
      await().until(() -> turns.waiting() == number + 1);
    }

    turns.giveBack();

    crowd.forEach(CompletableFuture::join);
    assertThat(through).hasSize(20).isSorted();
  }

  @Test
  void who_waited_for_long_enough_has_no_turn() {
    var turns = new Turns(1, Duration.ofMillis(20));
    assertThat(turns.take()).isTrue();

    assertThat(turns.take()).isFalse();

    turns.giveBack();
    assertThat(turns.take()).isTrue();
  }

  @Test
  void who_waits_for_a_session_keeps_nobody_else_waiting() {
    var turns = new Turns(1, LONG);
    assertThat(turns.take()).isTrue();
    var other = CompletableFuture.supplyAsync(turns::take, task -> Thread.ofVirtual().start(task));
    await().until(() -> turns.waiting() == 1);

    var paused =
        CompletableFuture.supplyAsync(
            () -> turns.pause(Duration.ofMillis(1)), task -> Thread.ofVirtual().start(task));

    assertThat(other.join()).isTrue();
    assertThat(paused).isNotDone();
    turns.giveBack();
    assertThat(paused.join()).isTrue();
    assertThat(turns.waiting()).isZero();
  }
}
