package io.flowmeter.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.MongoDatabase;
import io.flowmeter.apidocs.ApiFuzz;
import io.flowmeter.outbox.MongoOutbox;
import org.bson.Document;
import org.junit.jupiter.api.Test;

class ApiFuzzTest {
  private static final int AT_LEAST = 1_000;

  private static String everything(MongoDatabase database) {
    var hash = new StringBuilder();
    for (String collection : database.listCollectionNames()) {
      // Chatflows are synchronised beside, and a file's bytes are not changed without its entry.
      if (collection.equals("chatflows") || collection.endsWith(".chunks")) continue;
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
    TestProxy.reset();

    var result =
        ApiFuzz.run(
            TestProxy.CONTEXT.getEnvironment(),
            () -> TestProxy.admin().token(),
            () -> everything(TestProxy.CONTEXT.getBean(MongoDatabase.class)));

    assertThat(result.findings()).isEmpty();
    assertThat(result.sent()).isGreaterThan(AT_LEAST);
  }
}
