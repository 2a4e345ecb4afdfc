package io.flowmeter.proxy.migration;

import io.flowmeter.identity.UserId;
import io.flowmeter.proxy.directory.People;
import io.flowmeter.proxy.file.FileContent;
import io.flowmeter.proxy.file.Files;
import io.flowmeter.proxy.file.UploadCheck;
import io.flowmeter.proxy.journal.Journal;
import io.flowmeter.proxy.journal.OldMessage;
import io.flowmeter.proxy.session.SessionId;
import io.flowmeter.proxy.session.Sessions;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** Takes rows in, each once and by its own id, and none into somebody else's session. */
final class Arrivals {
  private static final int MAX_CHATFLOW_CHARS = 100;
  private static final int MAX_TOPIC_CHARS = 1_000;

  /** Of a message, as the store keeps no document over 16 MiB. */
  private static final int MAX_MESSAGE_BYTES = 12 << 20;

  private final People people;
  private final Sessions sessions;
  private final Journal journal;
  private final Files files;
  private final UploadCheck check;

  Arrivals(People people, Sessions sessions, Journal journal, Files files, UploadCheck check) {
    this.people = people;
    this.sessions = sessions;
    this.journal = journal;
    this.files = files;
    this.check = check;
  }

  /** What the rows of one request refer to, looked up at once. */
  private record Known(Set<String> people, Map<String, UserId> sessions, boolean apply) {

    boolean isNobody(UserId user) {
      return apply && !people.contains(user.value());
    }

    /** Why a row cannot be in this session, or null; where nothing is applied it may be missing. */
    @Nullable String objection(SessionId session, UserId user) {
      UserId owner = sessions.get(session.toString());
      if (owner == null) return apply ? "session_id is no session here" : null;
      return owner.equals(user) ? null : "session_id is another person's session";
    }
  }

  List<Moved> sessions(List<OldChats.Session> rows, boolean apply) {
    Known known = known(rows, OldChats.Session::userId, OldChats.Session::sessionId, apply);
    return each(rows, OldChats.Session::sessionId, row -> session(row, known));
  }

  private Moved session(OldChats.Session row, Known known) {
    SessionId id = Fields.session(row.sessionId());
    UserId user = Fields.user(row.userId());
    String chatflow = Fields.text("chatflow_id", row.chatflowId(), MAX_CHATFLOW_CHARS);
    String topic = Fields.text("topic", row.topic(), MAX_TOPIC_CHARS);
    Instant begun = Fields.moment("created_at", row.createdAt());
    UserId owner = known.sessions().get(id.toString());
    if (owner != null) {
      return owner.equals(user)
          ? Moved.known(id.toString())
          : Moved.refused(id.toString(), "session_id is another person's session");
    }
    if (known.isNobody(user)) return Moved.nobody(id.toString());
    boolean created = !known.apply() || sessions.adopt(id, user, chatflow, topic, begun);
    return created ? Moved.created(id.toString()) : Moved.known(id.toString());
  }

  List<Moved> messages(List<OldChats.Message> rows, boolean apply) {
    Known known = known(rows, OldChats.Message::userId, OldChats.Message::sessionId, apply);
    Map<String, UserId> there = journal.owners(texts(rows, OldChats.Message::id));
    return each(rows, OldChats.Message::id, row -> message(row, known, there));
  }

  private Moved message(OldChats.Message row, Known known, Map<String, UserId> there) {
    OldMessage message = message(row);
    if (there.containsKey(message.id())) return Moved.known(message.id());
    if (known.isNobody(message.user())) return Moved.nobody(message.id());
    String objection = known.objection(Fields.session(message.sessionId()), message.user());
    if (objection != null) return Moved.refused(message.id(), objection);
    boolean created = !known.apply() || journal.adopt(message);
    return created ? Moved.created(message.id()) : Moved.known(message.id());
  }

  private static OldMessage message(OldChats.Message row) {
    String id = Fields.id("id", row.id());
    String role = Fields.text("role", row.role(), MAX_CHATFLOW_CHARS);
    if (!role.equals("user") && !role.equals("assistant")) {
      throw new Fields.BrokenRule("role", "must be user or assistant");
    }
    String content = Fields.text("content", row.content(), MAX_MESSAGE_BYTES);
    JsonNode metadata =
        row.metadata() != null && row.metadata().isArray()
            ? row.metadata()
            : JsonNodeFactory.instance.arrayNode();
    int bytes = utf8(content).length + utf8(metadata.toString()).length;
    if (bytes > MAX_MESSAGE_BYTES) {
      throw new Fields.BrokenRule(
          "content", "and metadata must have at most %d bytes".formatted(MAX_MESSAGE_BYTES));
    }
    return new OldMessage(
        id,
        Fields.session(row.sessionId()).toString(),
        Fields.user(row.userId()),
        Fields.text("chatflow_id", row.chatflowId(), MAX_CHATFLOW_CHARS),
        role.equals("assistant"),
        content,
        metadata,
        Fields.moment("created_at", row.createdAt()));
  }

  List<Moved> files(List<OldChats.File> rows, boolean apply) {
    Known known = known(rows, OldChats.File::userId, OldChats.File::sessionId, apply);
    Map<String, UserId> messages = journal.owners(texts(rows, OldChats.File::messageId));
    return each(rows, OldChats.File::id, row -> file(row, known, messages));
  }

  private Moved file(OldChats.File row, Known known, Map<String, UserId> messages) {
    String id = Fields.id("id", row.id());
    UserId user = Fields.user(row.userId());
    SessionId session = Fields.session(row.sessionId());
    String message = Fields.id("message_id", row.messageId());
    String chatflow = Fields.text("chatflow_id", row.chatflowId(), MAX_CHATFLOW_CHARS);
    Instant uploadedAt = Fields.moment("uploaded_at", row.uploadedAt());
    if (files.exists(id)) return Moved.known(id);
    if (known.isNobody(user)) return Moved.nobody(id);
    String objection = known.objection(session, user);
    if (objection != null) return Moved.refused(id, objection);
    if (!known.apply()) return Moved.created(id);
    // Without its message it would be swept away as what a crash has left.
    if (!user.equals(messages.get(message))) {
      return Moved.refused(id, "message_id is no message of this person here");
    }
    FileContent content = content(row);
    var place = new Files.Place(user, session.toString(), chatflow, message);
    return files.adopt(id, content, place, uploadedAt) ? Moved.created(id) : Moved.known(id);
  }

  private FileContent content(OldChats.File row) {
    byte[] bytes;
    try {
      bytes = Base64.getDecoder().decode(Objects.requireNonNullElse(row.data(), ""));
    } catch (IllegalArgumentException e) {
      throw new Fields.BrokenRule("data", "must be base64");
    }
    if (bytes.length > check.maxBytes()) {
      throw new Fields.BrokenRule("data", "must have at most %d bytes".formatted(check.maxBytes()));
    }
    return check
        .content(bytes, row.name())
        .orElseThrow(
            () -> new Fields.BrokenRule("data", "is empty or of a type that is not accepted"));
  }

  private <R> Known known(
      List<R> rows,
      Function<R, @Nullable String> user,
      Function<R, @Nullable String> session,
      boolean apply) {
    var users = texts(rows, user).stream().filter(UserId::isValid).map(UserId::new).toList();
    var ids =
        texts(rows, session).stream()
            .flatMap(text -> SessionId.parse(text).stream())
            .map(SessionId::toString)
            .collect(Collectors.toSet());
    var there = people.byId(users).keySet().stream().map(UserId::value).collect(Collectors.toSet());
    return new Known(there, sessions.owners(ids), apply);
  }

  static <R> Set<String> texts(List<R> rows, Function<R, @Nullable String> field) {
    var texts = new HashSet<String>();
    for (R row : rows) {
      String text = field.apply(row);
      if (text != null) texts.add(text);
    }
    return texts;
  }

  /** A row that breaks a rule is refused alone. */
  static <R> List<Moved> each(
      List<R> rows, Function<R, @Nullable String> id, Function<R, Moved> move) {
    var moved = new ArrayList<Moved>();
    for (R row : rows) {
      try {
        moved.add(move.apply(row));
      } catch (Fields.BrokenRule broken) {
        String of = Objects.requireNonNullElse(id.apply(row), "");
        moved.add(Moved.refused(of, String.valueOf(broken.getMessage())));
      }
    }
    return moved;
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
