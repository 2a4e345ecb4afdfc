package io.flowmeter.system.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.flowmeter.system.platform.Chat;
import io.flowmeter.system.platform.Demo;
import io.flowmeter.system.platform.OnPlatform;
import io.flowmeter.system.platform.Person;
import io.flowmeter.system.platform.Platform;
import io.flowmeter.system.platform.Reply;
import java.time.Duration;
import org.junit.jupiter.api.Test;

@OnPlatform
class RestartTest {
  private final Platform platform = Platform.running();

  @Test
  void everything_is_still_there_after_down_and_up() {
    Person person = Person.withCredits(5);
    Chat chat = person.chat(Demo.CONVERSATION, "Remember this");
    Settled.once(person, "SUCCEEDED", 1, 4);
    long entries = platform.books().entries();

    platform.down();
    platform.upAgain();

    Person again = person.loggedInAgain();
    assertThat(again.balance()).isEqualTo(4);
    assertThat(platform.books().entries()).isEqualTo(entries);
    Reply history =
        platform
            .proxy()
            .as(again.token())
            .get("/api/v1/chat/sessions/" + chat.sessionId() + "/history");
    assertThat(history.text()).contains("Remember this");
    assertThat(platform.topics().about(Settled.USAGE, "userId", person.userId())).hasSize(1);
    again.chat(Demo.CONVERSATION, "And go on");
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(() -> assertThat(again.balance()).isEqualTo(3));
    Settled.assertBalanced(platform.books());
  }
}
