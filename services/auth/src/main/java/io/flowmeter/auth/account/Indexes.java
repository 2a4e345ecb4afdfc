package io.flowmeter.auth.account;

import static com.mongodb.client.model.Indexes.ascending;

import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.IndexOptions;
import java.util.List;
import org.springframework.stereotype.Component;

/**
 * The indexes, unique ones among them without which no account may be made. They are made before
 * the first insert, so that the service may start before its database does.
 */
@Component
public class Indexes {
  private final MongoDatabase database;
  private final List<Indexed> others;
  private volatile boolean ensured;

  Indexes(MongoDatabase database, List<Indexed> others) {
    this.database = database;
    this.others = others;
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
    users.createIndex(ascending(UserDocument.ROLE), sparse);
    users.createIndex(ascending("verification.codeHash"), sparse);
    users.createIndex(ascending("verification.email"), sparse);
    users.createIndex(ascending("passwordReset.tokenHash"), sparse);
    others.forEach(Indexed::index);
    ensured = true;
  }
}
