package io.flowmeter.proxy;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.MongoDatabase;
import io.flowmeter.apidocs.ApiFuzz;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;

class ApiFuzzTest {
  private static final int AT_LEAST = 1_000;

  /** Only how many documents there are: other tests leave too many to read them each time. */
  private static String everything(MongoDatabase database) {
    return database.listCollectionNames().into(new ArrayList<>()).stream()
        .map(name -> name + " " + database.getCollection(name).estimatedDocumentCount())
        .collect(joining("\n"));
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
