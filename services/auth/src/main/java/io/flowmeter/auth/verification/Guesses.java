package io.flowmeter.auth.verification;

import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Updates.inc;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.UpdateOptions;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** How many wrong codes were ever given without an address, over all instances. */
@Component
class Guesses {
  private static final String ID = "verification-guesses";

  private final MongoCollection<Document> counters;

  Guesses(MongoDatabase database) {
    this.counters = database.getCollection("counters");
  }

  long soFar() {
    @Nullable Document counter = counters.find(eq("_id", ID)).first();
    return counter == null ? 0 : counter.get("n", 0L);
  }

  void oneMore() {
    counters.updateOne(eq("_id", ID), inc("n", 1L), new UpdateOptions().upsert(true));
  }
}
