package io.flowmeter.proxy.status;

import com.mongodb.MongoException;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;

/** Makes the indexes at the start, as soon as the store is there. */
class StoreIndexes {
  private static final Logger log = LoggerFactory.getLogger(StoreIndexes.class);

  private final List<Runnable> indexes;
  private volatile boolean made;

  StoreIndexes(Runnable... indexes) {
    this.indexes = List.of(indexes);
  }

  @Scheduled(fixedDelay = 5_000)
  void make() {
    if (made) return;
    try {
      indexes.forEach(Runnable::run);
      made = true;
    } catch (MongoException away) {
      log.warn("indexes wait for the store: {}", away.toString());
    }
  }
}
