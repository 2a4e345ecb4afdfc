package io.flowmeter.auth;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowmeter.auth.People.Person;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

@ExtendWith(OutputCaptureExtension.class)
class TestingRoutesTest {
  private static final String ROUTES = "/api/testing/";

  @ParameterizedTest
  @ValueSource(strings = {"", "/email", "/password-reset"})
  void without_the_switch_there_are_none(String type) {
    AuthServer auth = AuthServer.shared();
    Person person = new People(auth).registered();
    Reply token = auth.get(ROUTES + "verification-token/" + person.id() + type);
    assertThat(token.status()).isEqualTo(404);
    assertThat(token.header("Content-Type")).startsWith("application/json");
    assertThat(auth.post(ROUTES + "verify-user/" + person.id(), "").status()).isEqualTo(404);
    assertThat(new People(auth).login(person.username()).error()).isEqualTo("Email not verified");
  }

  @Test
  void with_it_a_test_needs_no_mailbox_and_the_log_says_so(CapturedOutput log) {
    try (AuthServer auth = AuthServer.start("flowmeter.testing-routes=true")) {
      var people = new People(auth);
      Person person = people.registered();
      assertThat(log).contains("FLOWMETER_TESTING_ROUTES is on");

      Reply code = auth.get(ROUTES + "verification-token/" + person.id());
      assertThat(code.json().propertyNames()).containsExactly("token", "expires", "type");
      assertThat(code.text("token")).isEqualTo(People.code(person.email()));
      assertThat(people.verify(code.text("token"), person.email()).status()).isEqualTo(200);

      auth.post("/api/auth/forgot-password", "{\"email\":\"%s\"}".formatted(person.email()));
      Reply reset = auth.get(ROUTES + "verification-token/" + person.id() + "/password-reset");
      assertThat(reset.text("type")).isEqualTo("password-reset");
      Reply done =
          auth.post(
              "/api/auth/reset-password",
              "{\"token\":\"%s\",\"newPassword\":\"another-Password-1\"}"
                  .formatted(reset.text("token")));
      assertThat(done.status()).isEqualTo(200);

      Person other = people.registered();
      Reply verified = auth.post(ROUTES + "verify-user/" + other.id(), "");
      assertThat(verified.json().get("user").propertyNames())
          .containsExactly("id", "username", "email", "isEmailVerified");
      assertThat(people.login(other.username()).status()).isEqualTo(200);
      assertThat(auth.get(ROUTES + "verification-token/" + other.id()).error())
          .isEqualTo("No verification token found for this user");
      assertThat(auth.get(ROUTES + "verification-token/x").error())
          .isEqualTo("Invalid user ID format");
    }
  }

  @Test
  void the_log_knows_no_code_no_token_and_no_password(CapturedOutput log) {
    try (AuthServer auth = AuthServer.start("logging.level.io.flowmeter=debug")) {
      var people = new People(auth);
      Person person = people.verified();
      String code = People.code(person.email());
      Reply login = people.login(person.username());
      people.login(person.username(), "a wrong password");
      people.refresh(login.text("refreshToken"));

      assertThat(log)
          .doesNotContain(
              code,
              People.PASSWORD,
              "a wrong password",
              login.text("accessToken"),
              login.text("refreshToken"));
    }
  }
}
