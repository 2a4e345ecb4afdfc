package io.flowmeter.proxy.chatflow;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.flowmeter.identity.Caller;
import io.flowmeter.identity.Role;
import io.flowmeter.proxy.access.Admins;
import io.flowmeter.proxy.directory.Emails;
import io.flowmeter.proxy.group.Groups;
import io.flowmeter.proxy.session.WireTime;
import io.flowmeter.web.ApiException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Gives flows to roles and groups, and takes them away; people have routes of their own. */
@RestController
@RequestMapping("/api/v1/admin/chatflows/{id}/assignments")
class SubjectController {
  private final Chatflows chatflows;
  private final Assignments assignments;
  private final Groups groups;

  SubjectController(Chatflows chatflows, Assignments assignments, Groups groups) {
    this.chatflows = chatflows;
    this.assignments = assignments;
    this.groups = groups;
  }

  /** Either the one or the other. */
  record Wanted(@Nullable String role, @Nullable String group) {}

  record Result(
      @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String role,
      @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String group,
      String status) {}

  record Item(
      @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String role,
      @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String group,
      @JsonProperty("assigned_at") String assignedAt) {}

  @GetMapping
  List<Item> list(Caller caller, @PathVariable String id) {
    Admins.only(caller);
    var found = new ArrayList<Item>();
    for (var each : assignments.ofChatflow(chatflows.requireKnown(id))) {
      String at = WireTime.of(each.assignedAt());
      switch (each.subject()) {
        case Subject.OfRole(Role role) -> found.add(new Item(role.wire(), null, at));
        case Subject.OfGroup(String group) ->
            groups.withId(group).ifPresent(known -> found.add(new Item(null, known.name(), at)));
        case Subject.Person _ -> {}
      }
    }
    return found;
  }

  @PostMapping
  Result assign(Caller caller, @PathVariable String id, @RequestBody Wanted wanted) {
    Admins.only(caller);
    Subject subject = subject(wanted);
    var change = assignments.assign(subject, chatflows.requireActive(id), caller.userId());
    return new Result(wanted.role(), wanted.group(), change.status);
  }

  @DeleteMapping
  Result unassign(Caller caller, @PathVariable String id, @RequestBody Wanted wanted) {
    Admins.only(caller);
    Subject subject = subject(wanted);
    if (!assignments.unassign(subject, chatflows.requireKnown(id))) {
      throw new ApiException(404, "The chatflow is not assigned to this role or group");
    }
    return new Result(wanted.role(), wanted.group(), "Deactivated");
  }

  private Subject subject(Wanted wanted) {
    String role = wanted.role();
    String group = wanted.group();
    if (role != null && group == null) return role(role);
    if (group != null && role == null) return group(group);
    throw Emails.invalid("missing", "role", "either role or group is required");
  }

  private static Subject role(String role) {
    return Role.parse(role)
        .filter(known -> known.wire().equals(role))
        .map(Subject.OfRole::new)
        .orElseThrow(
            () ->
                Emails.invalid(
                    "literal_error", "role", "role must be admin, supervisor or enduser"));
  }

  private Subject group(String name) {
    return groups
        .named(name)
        .map(known -> new Subject.OfGroup(known.id()))
        .orElseThrow(() -> new ApiException(404, "Group not found"));
  }
}
