package io.flowmeter.auth;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowmeter.apidocs.ApiFuzz;
import org.junit.jupiter.api.Test;

class ApiFuzzTest {
  private static final int AT_LEAST = 1_000;

  private String token = "";

  /** Of one who need not be the same for long: some routes end all their tokens. */
  private String administrator(AuthServer auth, People people) {
    if (auth.get("/api/profile", AuthServer.bearer(token)).status() != 200) {
      token = people.login(people.administrator().username()).text("accessToken");
    }
    return token;
  }

  @Test
  void nothing_that_is_sent_is_a_fault_of_the_server_or_opens_a_door() throws Exception {
    try (var auth =
        AuthServer.start(
            "flowmeter.bootstrap-admin.username=root",
            "flowmeter.bootstrap-admin.email=root@example.com",
            "flowmeter.bootstrap-admin.password=" + People.PASSWORD,
            "flowmeter.limits.free-failures=1000000",
            "flowmeter.limits.address-burst=1000000")) {
      var people = new People(auth);
      var result = ApiFuzz.run(auth.environment(), () -> administrator(auth, people));

      assertThat(result.findings()).isEmpty();
      assertThat(result.sent()).isGreaterThan(AT_LEAST);
    }
  }
}
