package io.flowmeter.auth.account;

import static com.mongodb.client.model.Indexes.ascending;

import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.IndexOptions;
import org.springframework.stereotype.Component;

/**
 * The unique indexes, without which no account may be made. They are made before the first insert,
 * so that the service may start before its database does.
 */
@Component
public class Indexes {
  private final MongoDatabase database;
  private volatile boolean ensured;

  Indexes(MongoDatabase database) {
    this.database = database;
  }

  /**
   * @throws com.mongodb.MongoException while the database does not answer
   */
  public void ensure() {
    if (!ensured) create();
  }

  private synchronized void create() {
    if (ensured) return;
    var users = database.getCollection(Users.COLLECTION);
    // Sparse: the remains of deleted accounts have neither name nor address.
    var unique = new IndexOptions().unique(true).sparse(true);
    users.createIndex(ascending(UserDocument.USERNAME), unique);
    users.createIndex(ascending(UserDocument.EMAIL), unique);
    users.createIndex(ascending(UserDocument.FIRST_ADMINISTRATOR), unique);
    var sparse = new IndexOptions().sparse(true);
    users.createIndex(ascending(UserDocument.MAILS + ".dueAt"), sparse);
    users.createIndex(ascending("verification.codeHash"), sparse);
    users.createIndex(ascending("verification.email"), sparse);
    users.createIndex(ascending("passwordReset.tokenHash"), sparse);
    ensured = true;
  }
}
