package io.flowmeter.launcher.chatflow;

import io.flowmeter.launcher.chatflow.Whom.Subject;
import io.flowmeter.launcher.client.Api;
import io.flowmeter.launcher.client.Connection;
import io.flowmeter.launcher.client.Refusal;
import io.flowmeter.launcher.client.Report;
import io.flowmeter.launcher.client.Report.Outcome;
import io.flowmeter.launcher.people.People;
import io.flowmeter.launcher.terminal.Misuse;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Gives chatflows to people, roles and groups, or takes them away. */
final class Assignment {
  private final Connection connection;
  private final Api proxy;
  private final Report report;
  private final Whom whom;

  Assignment(Connection connection, Report report, Whom whom) {
    this.connection = connection;
    this.proxy = connection.proxy();
    this.report = report;
    this.whom = whom;
  }

  /** By id or by name. */
  record Chatflow(String id, String name) {}

  static List<Chatflow> chosen(Connection connection, @Nullable List<String> names, boolean all)
      throws InterruptedException {
    if (all == (names != null)) throw new Misuse("say which chatflows, or --all");
    List<Chatflow> known = new ArrayList<>();
    for (JsonNode flow : connection.proxy().get(ChatflowsCommand.API)) {
      known.add(new Chatflow(ChatflowsCommand.id(flow), ChatflowsCommand.name(flow)));
    }
    if (names == null) return known;
    List<Chatflow> chosen = new ArrayList<>();
    for (String name : names) chosen.add(one(known, name));
    return chosen;
  }

  int assign(List<Chatflow> chatflows) throws InterruptedException {
    return each(
        chatflows,
        (chatflow, subject, assigned) -> {
          if (assigned) return new Outcome("unchanged", "may use it already");
          if (!report.isDryRun()) send("POST", chatflow, subject);
          return new Outcome("assigned", "may use it");
        });
  }

  int unassign(List<Chatflow> chatflows) throws InterruptedException {
    return each(
        chatflows,
        (chatflow, subject, assigned) -> {
          if (!assigned) return new Outcome("unchanged", "it was not assigned");
          if (!report.isDryRun()) send("DELETE", chatflow, subject);
          return new Outcome("unassigned", "may not use it any more");
        });
  }

  private interface Deed {
    Outcome run(Chatflow chatflow, Subject subject, boolean assigned) throws InterruptedException;
  }

  private int each(List<Chatflow> chatflows, Deed deed) throws InterruptedException {
    List<Whom.Wanted> all = whom.all(new People(connection));
    report.expecting((long) chatflows.size() * all.size());
    for (Chatflow chatflow : chatflows) {
      Set<String> assigned = assigned(chatflow);
      for (Whom.Wanted wanted : all) {
        report.attempt(
            "%s, %s".formatted(chatflow.name(), wanted.name()),
            () -> {
              Subject subject = wanted.found().get();
              return deed.run(chatflow, subject, assigned.contains(key(subject)));
            });
      }
    }
    return report.end();
  }

  private Set<String> assigned(Chatflow chatflow) throws InterruptedException {
    Set<String> assigned = new HashSet<>();
    String path = "%s/%s/".formatted(ChatflowsCommand.API, Api.encoded(chatflow.id()));
    for (JsonNode user : proxy.get(path + "users")) {
      assigned.add("user " + user.path("email").asString(""));
    }
    for (JsonNode each : proxy.get(path + "assignments")) {
      assigned.add(
          each.has("role")
              ? "role " + each.path("role").asString("")
              : "group " + each.path("group").asString(""));
    }
    return assigned;
  }

  private void send(String method, Chatflow chatflow, Subject subject) throws InterruptedException {
    ObjectNode body = JsonMapper.shared().createObjectNode();
    String collection =
        switch (subject) {
          case Subject.User(String _, String email) -> {
            body.put("email", email);
            yield "users";
          }
          case Subject.Role(String role) -> {
            body.put("role", role);
            yield "assignments";
          }
          case Subject.Group(String group) -> {
            body.put("group", group);
            yield "assignments";
          }
        };
    proxy.send(
        method,
        "%s/%s/%s".formatted(ChatflowsCommand.API, Api.encoded(chatflow.id()), collection),
        body);
  }

  private static String key(Subject subject) {
    return switch (subject) {
      case Subject.User(String _, String email) -> "user " + email;
      case Subject.Role(String role) -> "role " + role;
      case Subject.Group(String group) -> "group " + group;
    };
  }

  private static Chatflow one(List<Chatflow> known, String name) {
    List<Chatflow> found =
        known.stream().filter(c -> c.id().equals(name) || c.name().equals(name)).toList();
    if (found.size() == 1) return found.getFirst();
    throw new Refusal(
        404,
        found.isEmpty()
            ? "the proxy knows no chatflow '%s'; './flowmeter chatflows list' shows them"
                .formatted(name)
            : "%d chatflows are called '%s': say which by its id".formatted(found.size(), name));
  }
}
