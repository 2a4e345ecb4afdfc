package io.flowmeter.embedded.documents;

import static org.assertj.core.api.Assertions.assertThat;

import de.bwaldvogel.mongo.backend.KeyValue;
import de.bwaldvogel.mongo.bson.ObjectId;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.h2.mvstore.WriteBuffer;
import org.junit.jupiter.api.Test;

class KeyValueTypeTest {
  private static final int COMPARISONS = 3_000_000;

  @Test
  void keysAreComparedAlsoWhileTheStoreWritesOthers() {
    var written = new KeyValue(List.of("one", 2L));
    var done = new AtomicBoolean();
    var writer =
        CompletableFuture.runAsync(
            () -> {
              while (!done.get()) KeyValueType.INSTANCE.write(new WriteBuffer(), written);
            });

    var lower = new KeyValue(List.of(new ObjectId("650000000000000000000001")));
    var higher = new KeyValue(List.of(new ObjectId("650000000000000000000002")));
    int wrong = 0;
    for (int i = 0; i < COMPARISONS; i++) {
      if (KeyValueType.INSTANCE.compare(lower, higher) >= 0) wrong++;
    }

    done.set(true);
    writer.join();
    assertThat(wrong).isZero();
  }
}
