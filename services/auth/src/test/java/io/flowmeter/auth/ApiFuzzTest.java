package io.flowmeter.auth;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.MongoDatabase;
import io.flowmeter.apidocs.ApiFuzz;
import io.flowmeter.outbox.MongoOutbox;
import java.util.List;
import org.bson.Document;
import org.junit.jupiter.api.Test;

class ApiFuzzTest {
  private static final int AT_LEAST = 1_000;

  // That somebody failed is kept, too.
  private static final List<String> CHANGES_BESIDE = List.of("outbox", "audit");

  private String token = "";

  /** Of one who need not be the same for long: some routes end all their tokens. */
  private String administrator(AuthServer auth, People people) {
    if (auth.get("/api/profile", AuthServer.bearer(token)).status() != 200) {
      token = people.login(people.administrator().username()).text("accessToken");
    }
    return token;
  }

  private static String everything(MongoDatabase database) {
    var hash = new StringBuilder();
    for (String collection : database.listCollectionNames()) {
      if (CHANGES_BESIDE.contains(collection)) continue;
      int all = 0;
      for (Document each : database.getCollection(collection).find()) {
        // The relay takes out what it has published.
        each.remove(MongoOutbox.FIELD);
        all += each.hashCode();
      }
      hash.append(collection).append(' ').append(all).append('\n');
    }
    return hash.toString();
  }

  @Test
  void nothing_that_is_sent_is_a_fault_opens_a_door_or_changes_anything_though_refused()
      throws Exception {
    try (var auth =
        AuthServer.start(
            "flowmeter.bootstrap-admin.username=root",
            "flowmeter.bootstrap-admin.email=root@example.com",
            "flowmeter.bootstrap-admin.password=" + People.PASSWORD,
            "flowmeter.limits.free-failures=1000000",
            "flowmeter.limits.address-burst=1000000")) {
      var people = new People(auth);
      var result =
          ApiFuzz.run(
              auth.environment(),
              () -> administrator(auth, people),
              () -> everything(auth.database()));

      assertThat(result.findings()).isEmpty();
      assertThat(result.sent()).isGreaterThan(AT_LEAST);
    }
  }
}
