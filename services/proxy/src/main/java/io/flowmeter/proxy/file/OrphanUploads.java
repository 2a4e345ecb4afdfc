package io.flowmeter.proxy.file;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.gt;
import static com.mongodb.client.model.Filters.in;
import static com.mongodb.client.model.Filters.lt;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.Sorts;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.bson.Document;

/**
 * Files whose session or message is not there, because a process died between the one and the
 * other. Ids are in the order of time, so that a round goes through them page by page.
 */
final class OrphanUploads {
  private static final int PAGE = 500;
  private static final String BEFORE_ALL = "";

  private final MongoCollection<Document> uploads;
  private final MongoCollection<Document> sessions;
  private final MongoCollection<Document> messages;
  private final Files files;
  private final FileSettings settings;
  private final Clock clock;

  OrphanUploads(MongoDatabase database, Files files, FileSettings settings, Clock clock) {
    this.uploads = database.getCollection(Files.COLLECTION);
    this.sessions = database.getCollection("chat_sessions");
    this.messages = database.getCollection("chat_messages");
    this.files = files;
    this.settings = settings;
    this.clock = clock;
  }

  /** Returns how many were deleted. */
  int sweep() {
    int deleted = 0;
    String last = BEFORE_ALL;
    List<Document> page;
    do {
      page = page(last);
      for (Document orphan : orphans(page)) if (files.delete(StoredFile.of(orphan))) deleted++;
      if (!page.isEmpty()) last = page.getLast().getString("_id");
    } while (page.size() == PAGE);
    return deleted;
  }

  private List<Document> page(String after) {
    return uploads
        .find(and(gt("_id", after), lt("uploaded_at", before(settings.orphanGrace()))))
        .sort(Sorts.ascending("_id"))
        .limit(PAGE)
        .into(new ArrayList<>());
  }

  private List<Document> orphans(List<Document> page) {
    Set<String> liveSessions = existing(sessions, page, "session_id");
    Set<String> liveMessages = existing(messages, page, "message_id");
    Instant unattachedBefore = before(settings.keepUnattached()).toInstant();
    return page.stream()
        .filter(
            row -> {
              String session = row.getString("session_id");
              String message = row.getString("message_id");
              if (message != null && !liveMessages.contains(message)) return true;
              if (session != null) return !liveSessions.contains(session);
              return message == null
                  && row.getDate("uploaded_at").toInstant().isBefore(unattachedBefore);
            })
        .toList();
  }

  private static Set<String> existing(
      MongoCollection<Document> where, List<Document> page, String reference) {
    var wanted = new HashSet<String>();
    for (Document row : page) {
      String id = row.getString(reference);
      if (id != null) wanted.add(id);
    }
    return where
        .find(in("_id", wanted))
        .projection(Projections.include("_id"))
        .map(row -> row.getString("_id"))
        .into(new HashSet<>());
  }

  private Date before(Duration age) {
    return Date.from(clock.instant().minus(age));
  }
}
