package io.flowmeter.system.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.flowmeter.system.platform.Chat;
import io.flowmeter.system.platform.Demo;
import io.flowmeter.system.platform.OnPlatform;
import io.flowmeter.system.platform.Person;
import io.flowmeter.system.platform.Platform;
import io.flowmeter.system.platform.Reply;
import io.flowmeter.system.platform.Walk;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The commands of the deployment document work as they stand there. */
@OnPlatform
class DeploymentDocumentTest {
  private final Walk walk = Walk.done();

  @Test
  void every_service_says_that_it_is_healthy_in_the_documented_words() {
    assertThat(walk.health()).extracting(Reply::status).containsOnly(200);
    assertThat(walk.health())
        .extracting(reply -> reply.json().toString())
        .satisfiesExactly(
            auth -> assertThat(auth).isEqualTo("{\"status\":\"ok\"}"),
            accounting ->
                assertThat(accounting)
                    .startsWith(
                        "{\"status\":\"ok\",\"service\":\"accounting-service\",\"version\":\"1.0.0\""),
            proxy ->
                assertThat(proxy)
                    .startsWith(
                        "{\"status\":\"healthy\",\"service\":\"flowise-proxy-service\","
                            + "\"version\":\"1.0.0\""));
  }

  @Test
  void the_first_administrator_registers() {
    assertThat(walk.registered().status()).isEqualTo(201);
    assertThat(walk.registered().textAt("userId")).isNotEmpty();
  }

  @Test
  void the_administrator_logs_in_by_email() {
    assertThat(walk.loggedIn().status()).isEqualTo(200);
    assertThat(walk.loggedIn().textAt("accessToken")).isNotEmpty();
    assertThat(walk.loggedIn().at("user").path("role").asString("")).isEqualTo("admin");
    assertThat(walk.loggedIn().at("user").path("id").asString(""))
        .isEqualTo(walk.registered().textAt("userId"));
  }

  @Test
  void the_administrator_allocates_credits() {
    assertThat(walk.allocated().status()).isEqualTo(201);
    assertThat(walk.allocated().at("totalCredits").longValue()).isEqualTo(1000);
    assertThat(walk.allocated().textAt("userId")).isEqualTo(walk.administrator().userId());
  }

  @Test
  void a_chat_with_the_token_is_answered_and_reduces_the_balance() {
    Person administrator = walk.administrator();
    long before = administrator.balance();

    Chat chat = administrator.chat(Demo.CONVERSATION, "Does the document work?");

    assertThat(chat.answer()).contains("Does the document work?");
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(() -> assertThat(administrator.balance()).isEqualTo(before - 1));
  }

  @Test
  void a_second_administrator_cannot_register() {
    Reply second =
        Platform.running()
            .auth()
            .post(
                "/api/auth/register",
                "{\"username\":\"second\",\"email\":\"second@example.com\","
                    + "\"password\":\"SecurePassword123!\",\"role\":\"Admin\"}");

    assertThat(second.status()).isEqualTo(403);
    assertThat(second.textAt("error")).isNotEmpty();
  }
}
