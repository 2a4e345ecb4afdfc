package io.flowmeter.proxy.session;

import io.flowmeter.identity.UserId;
import java.util.List;

/** Deletes sessions with all that belongs to them; whatever stops it, it can be repeated. */
final class Removal {
  private final Sessions sessions;
  private final Messages messages;
  private final List<Attachments> attachments;

  Removal(Sessions sessions, Messages messages, List<Attachments> attachments) {
    this.sessions = sessions;
    this.messages = messages;
    this.attachments = attachments;
  }

  /** Returns how many messages it had. */
  long delete(SessionId session, UserId user) {
    long deleted = messages.delete(session, user);
    attachments.forEach(each -> each.delete(session, user));
    sessions.delete(session, user);
    return deleted;
  }

  Deleted deleteAll(UserId user) {
    List<SessionId> all = sessions.idsOf(user);
    long deleted = 0;
    for (SessionId session : all) deleted += delete(session, user);
    return new Deleted(all.size(), deleted);
  }

  record Deleted(long sessions, long messages) {}
}
