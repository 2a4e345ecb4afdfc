package io.flowmeter.system.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.flowmeter.system.platform.Chat;
import io.flowmeter.system.platform.Demo;
import io.flowmeter.system.platform.Fact;
import io.flowmeter.system.platform.OnPlatform;
import io.flowmeter.system.platform.OpenChat;
import io.flowmeter.system.platform.Person;
import io.flowmeter.system.platform.Platform;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** A process that is killed at the worst moment loses nothing and doubles nothing. */
@OnPlatform
class KilledProcessTest {
  private final Platform platform = Platform.running();

  @AfterEach
  void mend() {
    platform.mend();
  }

  @Test
  void accounting_killed_while_a_chat_streams_books_it_once_after_its_restart() {
    Person person = Person.withCredits(5);
    String question = "without accounting " + person.username();
    OpenChat asked = person.askAndPause(Demo.CONVERSATION, question);

    platform.kill("accounting");
    platform.demo().release();

    Chat chat = asked.end();
    assertThat(chat.answer()).contains(question);
    assertThat(chat.names()).endsWith("end");
    platform.start("accounting");
    Settled.once(person, "SUCCEEDED", 1, 4);
  }

  @Test
  void proxy_killed_between_the_stored_answer_and_its_publication_publishes_it_once() {
    Person person = Person.withCredits(5);
    String question = "without a broker " + person.username();
    OpenChat asked = person.askAndPause(Demo.CONVERSATION, question);

    platform.kill("kafka");
    platform.demo().release();
    Chat chat = asked.end();
    assertThat(chat.names()).endsWith("end");
    platform.kill("proxy");
    platform.start("kafka");
    assertThat(platform.topics().about(Settled.USAGE, "userId", person.userId())).isEmpty();

    platform.start("proxy");

    Fact usage = Settled.once(person, "SUCCEEDED", 1, 4);
    assertThat(usage.text("sessionId")).isEqualTo(chat.sessionId());
  }

  /** What was sent is in the broker's hands, but nobody has heard so: it may be sent again. */
  @Test
  @DisabledOnOs(value = OS.WINDOWS, disabledReason = "a process cannot be suspended there")
  void proxy_killed_while_its_publication_is_unanswered_has_it_booked_once() {
    Person person = Person.withCredits(5);
    String question = "with a silent broker " + person.username();
    OpenChat asked = person.askAndPause(Demo.CONVERSATION, question);

    platform.suspend("kafka");
    platform.demo().release();
    assertThat(asked.end().names()).endsWith("end");
    platform.kill("proxy");
    platform.resume("kafka");
    platform.start("proxy");

    Settled.onceInEffect(person, "SUCCEEDED", 1, 4);
  }

  @Test
  void proxy_killed_in_mid_stream_settles_the_chat_once_as_interrupted() {
    Person person = Person.withCredits(5);
    String question = "interrupted " + person.username();
    OpenChat asked = person.askAndPause(Demo.CONVERSATION, question);

    platform.kill("proxy");
    await().until(asked::isOver);
    assertThat(asked.isBroken()).isTrue();
    platform.start("proxy");
    platform.demo().release();

    Fact usage = Settled.once(person, "INTERRUPTED", 1, 4);
    assertThat(usage.text("chatflowId")).isEqualTo(Demo.CONVERSATION);
    assertThat(platform.demo().states(question)).hasSize(1);
  }
}
