package io.flowmeter.launcher.migrate;

import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Projections;
import io.flowmeter.launcher.client.Connection;
import io.flowmeter.launcher.migrate.Findings.Kind;
import java.util.Date;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Who may use which chatflow, by the predecessor's proxy. It has ids of its own for chatflows; here
 * the chatflow is the one with the same id in Flowise.
 */
final class OldAssignments {
  private final Connection connection;
  private final boolean apply;
  private final Findings findings;
  private final Optional<Set<String>> people;

  /** By the predecessor's own ids. */
  private final Map<String, Chatflow> chatflows = new HashMap<>();

  /** Which Flowise offers here. */
  private final Set<String> here = new HashSet<>();

  /** The predecessor may have one many times. */
  private final Set<String> added = new HashSet<>();

  /**
   * @param gone whether Flowise had it no more
   */
  private record Chatflow(String id, String name, boolean gone) {}

  /**
   * @param people who was moved; empty: rows of everybody are handed over
   */
  OldAssignments(
      Connection connection, boolean apply, Findings findings, Optional<Set<String>> people) {
    this.connection = connection;
    this.apply = apply;
    this.findings = findings;
    this.people = people;
  }

  void move(MongoDatabase database) throws InterruptedException {
    lookUpChatflows(database);
    Shipment shipment =
        new Shipment(connection.proxy(), OldChats.API, Kind.ASSIGNMENTS, apply, findings, _ -> {});
    var assignments = database.getCollection("UserChatflow");
    long all = assignments.estimatedDocumentCount();
    long read = 0;
    for (Document assignment : assignments.find()) {
      connection.terminal().bar("assignments", ++read, all);
      findings.read(Kind.ASSIGNMENTS);
      String broken = broken(assignment);
      if (broken == null) add(assignment, shipment);
      else refuse(assignment, broken);
    }
    shipment.end();
  }

  private void lookUpChatflows(MongoDatabase database) throws InterruptedException {
    // Without their graphs, here and there.
    for (JsonNode chatflow : connection.proxy().get("/api/v1/chatflows")) {
      here.add(chatflow.path("id").asString(""));
    }
    var old =
        database
            .getCollection("Chatflow")
            .find()
            .projection(Projections.include("flowise_id", "name", "sync_status"));
    for (Document chatflow : old) {
      chatflows.put(
          String.valueOf(chatflow.get("_id")),
          new Chatflow(
              OldChats.text(chatflow, "flowise_id"),
              OldChats.text(chatflow, "name"),
              OldChats.text(chatflow, "sync_status").equals("deleted")));
    }
  }

  private void add(Document assignment, Shipment shipment) throws InterruptedException {
    String user = OldChats.text(assignment, "external_user_id");
    Chatflow chatflow = chatflows.get(OldChats.text(assignment, "chatflow_id"));
    if (!assignment.getBoolean("is_active")) leave("that were taken away");
    else if (people.isPresent() && !people.get().contains(user)) leave(OldChats.NOBODYS);
    else if (chatflow == null) refuse(assignment, "chatflow_id is no chatflow of the predecessor");
    else if (chatflow.id().isEmpty()) {
      refuse(assignment, "chatflow '%s' has no flowise_id".formatted(chatflow.name()));
    } else if (!here.contains(chatflow.id()) && chatflow.gone()) {
      leave("to chatflows that Flowise has no more");
    } else if (!here.contains(chatflow.id())) {
      refuse(
          assignment,
          "chatflow '%s' (%s) is not known here; ./flowmeter chatflows sync fetches it from Flowise"
              .formatted(chatflow.name(), chatflow.id()));
    } else if (!added.add(chatflow.id() + " " + user)) leave("that are there twice");
    else shipment.add(subject(assignment), row(assignment, user, chatflow));
  }

  /** The first field that is not of its type, or null. */
  private static @Nullable String broken(Document assignment) {
    for (String field : new String[] {"external_user_id", "chatflow_id"}) {
      if (!(assignment.get(field) instanceof String)) return field + " must be a text";
    }
    if (!(assignment.get("is_active") instanceof Boolean)) return "is_active must be true or false";
    if (!(assignment.get("assigned_at") instanceof Date)) return "assigned_at must be a date";
    Object giver = assignment.get("assigned_by");
    return giver == null || giver instanceof String ? null : "assigned_by must be a text";
  }

  private static ObjectNode row(Document assignment, String user, Chatflow chatflow) {
    ObjectNode row =
        JsonMapper.shared()
            .createObjectNode()
            .put("user_id", user)
            .put("chatflow_id", chatflow.id())
            .put("assigned_at", OldChats.moment(assignment, "assigned_at"));
    String giver = assignment.getString("assigned_by");
    return giver == null ? row : row.put("assigned_by", giver);
  }

  private void leave(String why) {
    findings.left(Kind.ASSIGNMENTS, why);
  }

  private void refuse(Document assignment, String why) {
    findings.refused(Kind.ASSIGNMENTS, subject(assignment), why);
  }

  private static String subject(Document assignment) {
    return "%s of %s"
        .formatted(assignment.get("_id"), OldChats.text(assignment, "external_user_id"));
  }
}
