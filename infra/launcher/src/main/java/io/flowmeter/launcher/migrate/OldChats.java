package io.flowmeter.launcher.migrate;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;

import com.mongodb.client.MongoDatabase;
import com.mongodb.client.gridfs.GridFSBucket;
import com.mongodb.client.gridfs.GridFSBuckets;
import com.mongodb.client.gridfs.model.GridFSFile;
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.Sorts;
import io.flowmeter.launcher.client.Connection;
import io.flowmeter.launcher.migrate.Findings.Kind;
import java.io.ByteArrayOutputStream;
import java.util.Base64;
import java.util.Date;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.bson.Document;
import org.bson.json.JsonWriterSettings;
import org.bson.types.ObjectId;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Sessions, messages and files of the predecessor's proxy, in this order: each needs the former.
 */
final class OldChats {
  private static final JsonMapper JSON = JsonMapper.shared();
  private static final JsonWriterSettings PLAIN = JsonWriterSettings.builder().build();
  static final String API = "/api/v1/admin/migration/";
  static final String NOBODYS = "of nobody who was moved";
  private static final int TOPIC_CHARS = 50;
  private static final long MAX_FILE_BYTES = 16L << 20;

  private final Connection connection;
  private final boolean apply;
  private final Findings findings;
  private final Optional<Set<String>> people;
  private final Set<String> sessions = new HashSet<>();

  /** By session and file, since one file's bytes may have come with several messages. */
  private final Map<String, String> messagesOfFiles = new HashMap<>();

  /**
   * @param people who was moved; empty: rows of everybody are handed over
   */
  OldChats(Connection connection, boolean apply, Findings findings, Optional<Set<String>> people) {
    this.connection = connection;
    this.apply = apply;
    this.findings = findings;
    this.people = people;
  }

  void move(MongoDatabase database) throws InterruptedException {
    moveSessions(database);
    moveMessages(database);
    moveFiles(database);
  }

  private void moveSessions(MongoDatabase database) throws InterruptedException {
    Shipment shipment = shipment(Kind.SESSIONS);
    for (Document session : database.getCollection("chat_sessions").find()) {
      sessions.add(text(session, "session_id"));
      add(session, text(session, "topic"), shipment);
    }
    for (Document first : lost(database)) {
      add(first, topic(database, first), shipment);
      findings.note("sessions that the predecessor had lost, found by their messages", 1);
    }
    shipment.end();
  }

  private void add(Document session, String topic, Shipment shipment) throws InterruptedException {
    findings.read(Kind.SESSIONS);
    if (!isHere(session)) {
      findings.left(Kind.SESSIONS, NOBODYS);
      return;
    }
    String id = text(session, "session_id");
    ObjectNode row = row(session, "session_id", "user_id", "chatflow_id");
    shipment.add(id, row.put("topic", topic).put("created_at", moment(session, "created_at")));
  }

  /** The first message of each session that has no row: such a session nobody could reach. */
  private Iterable<Document> lost(MongoDatabase database) {
    Map<String, Document> lost = new HashMap<>();
    var messages =
        database
            .getCollection("chat_messages")
            .find()
            .projection(Projections.include("session_id", "user_id", "chatflow_id", "created_at"));
    for (Document message : messages) {
      String session = text(message, "session_id");
      if (sessions.contains(session)) continue;
      lost.merge(
          session,
          message,
          (one, other) ->
              moment(one, "created_at").compareTo(moment(other, "created_at")) <= 0 ? one : other);
    }
    return lost.values();
  }

  private static String topic(MongoDatabase database, Document message) {
    Document question =
        database
            .getCollection("chat_messages")
            .find(
                and(
                    eq("chatflow_id", text(message, "chatflow_id")),
                    eq("session_id", text(message, "session_id")),
                    eq("role", "user")))
            .sort(Sorts.ascending("created_at"))
            .first();
    String text = question == null ? "" : text(question, "content");
    return text.substring(
        0,
        text.offsetByCodePoints(0, Math.min(TOPIC_CHARS, text.codePointCount(0, text.length()))));
  }

  private void moveMessages(MongoDatabase database) throws InterruptedException {
    Shipment shipment = shipment(Kind.MESSAGES);
    var messages = database.getCollection("chat_messages");
    long all = messages.estimatedDocumentCount();
    long read = 0;
    for (Document message : messages.find()) {
      connection.terminal().bar("messages", ++read, all);
      findings.read(Kind.MESSAGES);
      if (!isHere(message)) {
        findings.left(Kind.MESSAGES, NOBODYS);
        continue;
      }
      String id = String.valueOf(message.get("_id"));
      for (Object file : list(message, "file_ids")) {
        messagesOfFiles.putIfAbsent(text(message, "session_id") + " " + file, id);
      }
      ObjectNode row =
          row(message, "session_id", "user_id", "chatflow_id", "role", "content")
              .put("id", id)
              .put("created_at", moment(message, "created_at"));
      row.set(
          "metadata",
          JSON.readTree(new Document("all", list(message, "metadata")).toJson(PLAIN)).path("all"));
      shipment.add(id, row);
    }
    shipment.end();
  }

  private void moveFiles(MongoDatabase database) throws InterruptedException {
    Shipment shipment = shipment(Kind.FILES);
    GridFSBucket bytes = GridFSBuckets.create(database);
    var files = database.getCollection("file_uploads");
    long all = files.estimatedDocumentCount();
    long read = 0;
    for (Document file : files.find()) {
      connection.terminal().bar("files", ++read, all);
      findings.read(Kind.FILES);
      if (!isHere(file)) {
        findings.left(Kind.FILES, NOBODYS);
        continue;
      }
      String id = String.valueOf(file.get("_id"));
      String blob = String.valueOf(file.get("file_id"));
      GridFSFile stored =
          ObjectId.isValid(blob) ? bytes.find(eq("_id", new ObjectId(blob))).first() : null;
      if (stored == null) {
        findings.refused(Kind.FILES, id, "its bytes are not in the predecessor's GridFS");
        continue;
      }
      if (stored.getLength() > MAX_FILE_BYTES) {
        findings.refused(Kind.FILES, id, "has more than %,d bytes".formatted(MAX_FILE_BYTES));
        continue;
      }
      ObjectNode row =
          row(file, "session_id", "message_id", "user_id", "chatflow_id")
              .put("id", id)
              .put("name", text(file, "original_name"))
              .put("uploaded_at", moment(file, "uploaded_at"));
      Optional.ofNullable(messagesOfFiles.get(text(file, "session_id") + " " + blob))
          .ifPresent(message -> row.put("message_id", message));
      if (apply) row.put("data", base64(bytes, stored));
      shipment.add(id, row);
    }
    shipment.end();
  }

  private Shipment shipment(Kind kind) {
    return new Shipment(connection.proxy(), API, kind, apply, findings, _ -> {});
  }

  private boolean isHere(Document row) {
    return people.isEmpty() || people.get().contains(text(row, "user_id"));
  }

  private static String base64(GridFSBucket bucket, GridFSFile file) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bucket.downloadToStream(file.getId(), bytes);
    return Base64.getEncoder().encodeToString(bytes.toByteArray());
  }

  /** The fields that are texts. */
  private static ObjectNode row(Document document, String... fields) {
    ObjectNode row = JSON.createObjectNode();
    for (String field : fields) row.put(field, text(document, field));
    return row;
  }

  private static List<?> list(Document document, String field) {
    return document.get(field) instanceof List<?> list ? list : List.of();
  }

  static String text(Document document, String field) {
    return document.get(field) instanceof String text ? text : "";
  }

  /** Empty where there is none, which the service refuses. */
  static String moment(Document document, String field) {
    return document.get(field) instanceof Date at ? at.toInstant().toString() : "";
  }
}
