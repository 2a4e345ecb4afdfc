package io.flowmeter.auth.account;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.exists;
import static com.mongodb.client.model.Filters.in;
import static com.mongodb.client.model.Filters.ne;
import static com.mongodb.client.model.Updates.combine;
import static com.mongodb.client.model.Updates.push;
import static com.mongodb.client.model.Updates.set;
import static com.mongodb.client.model.Updates.unset;

import com.mongodb.ErrorCategory;
import com.mongodb.MongoWriteException;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.FindOneAndUpdateOptions;
import com.mongodb.client.model.ReturnDocument;
import io.flowmeter.identity.Role;
import io.flowmeter.identity.UserId;
import io.flowmeter.outbox.MongoOutbox;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * The accounts in MongoDB. Every change is one write to one document, which also holds the events
 * and letters that tell of it.
 */
@Component
public class Users {
  public static final String COLLECTION = "users";

  private static final Bson LIVING = exists(UserDocument.DELETED_AT, false);

  private final MongoCollection<Document> users;
  private final Indexes indexes;
  private final MongoOutbox outbox;

  Users(MongoDatabase database, Indexes indexes, MongoOutbox outbox) {
    this.users = database.getCollection(COLLECTION);
    this.indexes = indexes;
    this.outbox = outbox;
  }

  /** False if another account has the same unique field; which one, the caller re-reads. */
  public boolean insert(Document document) {
    indexes.ensure();
    try {
      users.insertOne(document);
      outbox.committed(COLLECTION, document.getObjectId("_id"));
      return true;
    } catch (MongoWriteException e) {
      if (e.getError().getCategory() == ErrorCategory.DUPLICATE_KEY) return false;
      throw e;
    }
  }

  /** What became of a change. */
  public enum Saved {
    SAVED,
    /** The account is not in the state any more that the change began with. */
    OUTDATED,
    /** Another account has the same name or address. */
    TAKEN
  }

  /** As {@link #save}, for a change of what is unique. */
  public Saved saveUnique(User before, User after, Document event, Bson... others) {
    try {
      return save(before, after, event, others) ? Saved.SAVED : Saved.OUTDATED;
    } catch (MongoWriteException e) {
      if (e.getError().getCategory() == ErrorCategory.DUPLICATE_KEY) return Saved.TAKEN;
      throw e;
    }
  }

  /**
   * Writes the account's new state together with the fact that reports it.
   *
   * @param others further changes of the same document, such as a verification that is used up
   * @return false if the account is not in the state {@code before} any more
   */
  public boolean save(User before, User after, Document event, Bson... others) {
    var fields = UserDocument.of(after);
    fields.remove("_id");
    var changes = new ArrayList<Bson>(List.of(others));
    changes.add(new Document("$set", fields));
    changes.add(push(UserDocument.OUTBOX, event));
    boolean saved =
        users.updateOne(and(LIVING, asIn(before)), combine(changes)).getModifiedCount() == 1;
    if (saved) outbox.committed(COLLECTION, new ObjectId(before.id().value()));
    return saved;
  }

  /** Leaves nothing of the person but the id, and the fact that waits to be published. */
  public boolean delete(User last, Document event, Instant at) {
    boolean deleted =
        users
                .updateOne(
                    and(LIVING, asIn(last)),
                    combine(
                        unset(UserDocument.USERNAME),
                        unset(UserDocument.EMAIL),
                        unset(UserDocument.PASSWORD),
                        unset(UserDocument.ROLE),
                        unset(UserDocument.FIRST_ADMINISTRATOR),
                        unset(UserDocument.FULL_NAME),
                        unset(UserDocument.IMPORTED_CREDITS),
                        unset(UserDocument.IMPORTED_PASSWORD),
                        unset(UserDocument.MAILS),
                        unset("verification"),
                        unset("passwordReset"),
                        set(UserDocument.DELETED_AT, Date.from(at)),
                        push(UserDocument.OUTBOX, event)))
                .getModifiedCount()
            == 1;
    if (deleted) outbox.committed(COLLECTION, new ObjectId(last.id().value()));
    return deleted;
  }

  /**
   * A change of bookkeeping that no fact reports; the whole document after it.
   *
   * @param elements which elements of an array the change means by {@code $[name]}
   */
  public Optional<Document> note(Bson filter, Bson change, Bson... elements) {
    var options = new FindOneAndUpdateOptions().returnDocument(ReturnDocument.AFTER);
    if (elements.length > 0) options.arrayFilters(List.of(elements));
    return Optional.ofNullable(users.findOneAndUpdate(and(LIVING, filter), change, options));
  }

  /** The same password, hashed anew; nothing if it was changed meanwhile. */
  public void rehash(User user, String newHash) {
    var same = and(withId(user.id()), eq(UserDocument.PASSWORD, user.passwordHash()));
    users.updateOne(same, set(UserDocument.PASSWORD, newHash));
  }

  public Optional<User> byId(UserId id) {
    return ObjectId.isValid(id.value()) ? one(withId(id)) : Optional.empty();
  }

  /** Whether there is or was somebody of that id: of the deleted it is what remains. */
  public boolean everExisted(UserId id) {
    return users.find(withId(id)).first() != null;
  }

  public Optional<User> byUsername(String username) {
    return one(eq(UserDocument.USERNAME, username));
  }

  public Optional<User> byEmail(String email) {
    return one(eq(UserDocument.EMAIL, EmailAddress.normalised(email)));
  }

  /** By their names, in one look-up. */
  public Map<String, User> byUsernames(Collection<String> usernames) {
    return several(in(UserDocument.USERNAME, usernames), User::username);
  }

  /** By their addresses, which are normalised, in one look-up. */
  public Map<String, User> byEmails(Collection<String> emails) {
    return several(in(UserDocument.EMAIL, emails), User::email);
  }

  /** By name or by address; what looks like an address is never taken for a name. */
  public Optional<User> byLogin(String login) {
    return Username.looksLikeEmail(login) ? byEmail(login) : byUsername(login.strip());
  }

  public List<User> all() {
    return users
        .find(LIVING)
        .sort(new Document("_id", 1))
        .map(UserDocument::user)
        .into(new ArrayList<>());
  }

  public List<Document> documents(Bson filter, int limit) {
    return users.find(and(LIVING, filter)).limit(limit).into(new ArrayList<>());
  }

  public boolean administratorExists() {
    return one(eq(UserDocument.ROLE, Role.ADMIN.wire())).isPresent();
  }

  /** One who can log in. */
  public boolean administratorExistsBeside(UserId id) {
    return one(and(
            eq(UserDocument.ROLE, Role.ADMIN.wire()),
            eq(UserDocument.VERIFIED, true),
            ne(UserDocument.ACTIVE, false),
            ne("_id", new ObjectId(id.value()))))
        .isPresent();
  }

  public static Bson withId(UserId id) {
    return eq("_id", new ObjectId(id.value()));
  }

  /** Accounts that the predecessor made have no revision yet. */
  private static Bson asIn(User before) {
    Bson revision =
        before.revision() == 0
            ? in(UserDocument.REVISION, 0, null)
            : eq(UserDocument.REVISION, before.revision());
    return and(withId(before.id()), revision);
  }

  private Map<String, User> several(Bson unique, Function<User, String> key) {
    var found = new HashMap<String, User>();
    for (Document document : users.find(unique)) {
      User user = UserDocument.user(document);
      found.put(key.apply(user), user);
    }
    return found;
  }

  /** By one unique field alone: with a second condition the embedded store would scan. */
  private Optional<User> one(Bson unique) {
    @Nullable Document found = users.find(unique).first();
    return Optional.ofNullable(found)
        .filter(document -> !document.containsKey(UserDocument.DELETED_AT))
        .map(UserDocument::user);
  }
}
