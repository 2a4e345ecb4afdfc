package io.flowmeter.proxy.file;

import io.flowmeter.identity.UserId;
import io.flowmeter.proxy.session.Attachments;
import io.flowmeter.proxy.session.SessionId;
import io.flowmeter.proxy.session.WireTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Files as the sessions show and delete them. */
final class SessionFiles implements Attachments {
  private final Files files;

  SessionFiles(Files files) {
    this.files = files;
  }

  @Override
  public Map<String, List<Attachment>> of(SessionId session, UserId user) {
    var found = new HashMap<String, List<Attachment>>();
    for (StoredFile file : files.ofSession(session, user)) {
      String message = file.messageId();
      if (message == null) continue;
      found.computeIfAbsent(message, id -> new ArrayList<>()).add(shown(file));
    }
    return found;
  }

  @Override
  public void delete(SessionId session, UserId user) {
    for (StoredFile file : files.ofSession(session, user)) files.delete(file);
  }

  private static Attachment shown(StoredFile file) {
    return new Attachment(
        file.id(),
        file.name(),
        file.type(),
        file.size(),
        "file",
        file.url(),
        file.url() + "?download=true",
        file.isImage(),
        WireTime.of(file.uploadedAt()),
        file.isImage() ? file.url() + "/thumbnail" : null);
  }
}
