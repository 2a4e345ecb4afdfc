package io.flowmeter.auth.account;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.bson.Document;
import org.springframework.stereotype.Component;

/** Finds the accounts of a search, a page at a time. */
@Component
public class UserSearches {
  private final MongoCollection<Document> users;

  UserSearches(MongoDatabase database) {
    this.users = database.getCollection(Users.COLLECTION);
  }

  public record Page(List<User> users, long total) {}

  public Page find(UserSearch search) {
    Document condition = condition(search);
    int direction = search.descending() ? -1 : 1;
    List<User> found =
        users
            .find(condition)
            .sort(new Document(search.order().field(), direction).append("_id", direction))
            .skip(search.skip())
            .limit(search.limit())
            .map(UserDocument::user)
            .into(new ArrayList<>());
    return new Page(found, users.countDocuments(condition));
  }

  private static Document condition(UserSearch search) {
    var condition = new Document(UserDocument.DELETED_AT, new Document("$exists", false));
    search.role().ifPresent(role -> condition.append(UserDocument.ROLE, role.wire()));
    search
        .verified()
        .ifPresent(
            verified -> condition.append(UserDocument.VERIFIED, verified ? is(true) : isNot(true)));
    search.active().ifPresent(active -> condition.append(UserDocument.ACTIVE, isNot(!active)));
    search
        .text()
        .map(text -> Pattern.compile(Pattern.quote(text), Pattern.CASE_INSENSITIVE))
        .ifPresent(
            part ->
                condition.append(
                    "$or",
                    List.of(
                        new Document(UserDocument.USERNAME, part),
                        new Document(UserDocument.EMAIL, part))));
    return condition;
  }

  private static Document is(boolean value) {
    return new Document("$eq", value);
  }

  /** Accounts that the predecessor made lack the field, and are active. */
  private static Document isNot(boolean value) {
    return new Document("$ne", value);
  }
}
