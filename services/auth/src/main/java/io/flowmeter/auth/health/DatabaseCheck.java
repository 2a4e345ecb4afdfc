package io.flowmeter.auth.health;

import com.mongodb.client.MongoDatabase;
import io.flowmeter.auth.account.Indexes;
import io.flowmeter.web.HealthCheck;
import org.bson.Document;
import org.springframework.stereotype.Component;

/** The database answers, and has the indexes without which no account may be made. */
@Component
class DatabaseCheck implements HealthCheck {
  private final MongoDatabase database;
  private final Indexes indexes;

  DatabaseCheck(MongoDatabase database, Indexes indexes) {
    this.database = database;
    this.indexes = indexes;
  }

  @Override
  public String name() {
    return "mongodb";
  }

  @Override
  public void check() {
    database.runCommand(new Document("ping", 1));
    indexes.ensure();
  }
}
