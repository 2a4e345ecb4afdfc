package io.flowmeter.auth.registration;

import static com.mongodb.client.model.Filters.exists;

import io.flowmeter.auth.account.User;
import io.flowmeter.auth.account.UserDocument;
import io.flowmeter.auth.account.UserEvents;
import io.flowmeter.auth.account.Users;
import java.time.Clock;
import org.bson.Document;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Tells the other services of accounts that the predecessor made in this database: nobody reported
 * them yet.
 */
@Component
class Adoption {
  private static final Logger log = LoggerFactory.getLogger(Adoption.class);
  private static final int BATCH_ACCOUNTS = 500;

  private final Users users;
  private final UserEvents events;
  private final Clock clock;

  Adoption(Users users, UserEvents events, Clock clock) {
    this.users = users;
    this.events = events;
    this.clock = clock;
  }

  void adoptAll() {
    int all = 0;
    for (int some = adoptSome(); some > 0; some = adoptSome()) all += some;
    if (all > 0) log.info("adopted {} accounts of the predecessor", all);
  }

  private int adoptSome() {
    int adopted = 0;
    var unreported = exists(UserDocument.REVISION, false);
    for (Document account : users.documents(unreported, BATCH_ACCOUNTS)) {
      if (!account.containsKey(UserDocument.USERNAME) || !account.containsKey(UserDocument.EMAIL)) {
        log.warn("an account without name or address is left alone: {}", account.get("_id"));
        continue;
      }
      User before = UserDocument.user(account);
      User after = before.adopted(clock.instant());
      if (users.save(before, after, events.registered(after))) adopted++;
    }
    return adopted;
  }
}
