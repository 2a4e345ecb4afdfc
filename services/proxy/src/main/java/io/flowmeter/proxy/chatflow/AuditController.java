package io.flowmeter.proxy.chatflow;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.flowmeter.identity.Caller;
import io.flowmeter.identity.UserId;
import io.flowmeter.proxy.access.Admins;
import io.flowmeter.proxy.directory.Emails;
import io.flowmeter.proxy.directory.People;
import io.flowmeter.proxy.group.Groups;
import io.flowmeter.proxy.session.WireTime;
import io.flowmeter.proxy.upstream.ChatflowId;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Finds and removes the assignments of people and groups that are not there any more. */
@RestController
@RequestMapping("/api/v1/admin/chatflows")
class AuditController {
  private final Chatflows chatflows;
  private final Assignments assignments;
  private final People people;
  private final Groups groups;
  private final Clock clock;

  AuditController(
      Chatflows chatflows, Assignments assignments, People people, Groups groups, Clock clock) {
    this.groups = groups;
    this.chatflows = chatflows;
    this.assignments = assignments;
    this.people = people;
    this.clock = clock;
  }

  record Invalid(
      @JsonProperty("user_chatflow_id") String userChatflowId,
      @JsonProperty("external_user_id") String externalUserId,
      @JsonProperty("chatflow_id") String chatflowId,
      @JsonProperty("chatflow_name") @Nullable String chatflowName,
      @JsonProperty("issue_type") String issueType,
      String details) {}

  record Audit(
      @JsonProperty("total_assignments_checked") int checked,
      @JsonProperty("valid_assignments") int valid,
      @JsonProperty("invalid_assignments") int invalid,
      @JsonProperty("invalid_assignment_details") List<Invalid> details,
      @JsonProperty("audit_timestamp") String timestamp) {}

  record CleanupRequest(
      @Nullable String action,
      @JsonProperty("chatflow_ids") @Nullable List<@Nullable String> chatflowIds,
      @JsonProperty("dry_run") @Nullable Boolean dryRun) {}

  record Cleanup(
      @JsonProperty("total_records_processed") int processed,
      @JsonProperty("records_deactivated") long deactivated,
      @JsonProperty("records_deleted") long deleted,
      List<String> errors,
      @JsonProperty("dry_run") boolean dryRun,
      @JsonProperty("cleanup_timestamp") String timestamp,
      @JsonProperty("invalid_assignments_found") List<Invalid> found) {}

  @GetMapping("/audit-users")
  Audit audit(
      Caller caller,
      @RequestParam(name = "chatflow_id", required = false) @Nullable String chatflowId) {
    Admins.only(caller);
    var checked =
        assignments
            .all(chatflowId == null ? List.of() : List.of(chatflows.requireKnown(chatflowId)))
            .stream()
            .filter(Assignments.Assignment::active)
            .toList();
    var invalid = invalid(checked);
    return new Audit(
        checked.size(),
        checked.size() - invalid.size(),
        invalid.size(),
        invalid,
        WireTime.of(clock.instant()));
  }

  @PostMapping("/cleanup-users")
  Cleanup cleanUp(Caller caller, @RequestBody CleanupRequest request) {
    Admins.only(caller);
    String action = String.valueOf(request.action());
    if (!action.equals("deactivate_invalid") && !action.equals("delete_invalid")) {
      throw Emails.invalid(
          "literal_error", "action", "action must be deactivate_invalid or delete_invalid");
    }
    boolean dryRun = request.dryRun() == null || request.dryRun();
    boolean delete = action.equals("delete_invalid");
    var candidates =
        assignments.all(chosen(request.chatflowIds())).stream()
            .filter(assignment -> delete || assignment.active())
            .toList();
    var invalid = invalid(candidates);
    var ids = invalid.stream().map(Invalid::userChatflowId).toList();
    return new Cleanup(
        candidates.size(),
        dryRun || delete ? 0 : assignments.deactivate(ids),
        dryRun || !delete ? 0 : assignments.delete(ids),
        List.of(),
        dryRun,
        WireTime.of(clock.instant()),
        invalid);
  }

  private List<ChatflowId> chosen(@Nullable List<@Nullable String> ids) {
    if (ids == null) return List.of();
    return ids.stream().map(id -> chatflows.requireKnown(String.valueOf(id))).toList();
  }

  private List<Invalid> invalid(List<Assignments.Assignment> candidates) {
    var known = people.byId(Subject.persons(candidates)).keySet();
    var living = groups.existing(Subject.groups(candidates));
    var found = new ArrayList<Invalid>();
    for (var each : candidates) {
      switch (each.subject()) {
        case Subject.Person(UserId id) when !known.contains(id) ->
            found.add(invalid(each, "user_not_found", "The user does not exist in auth any more"));
        case Subject.OfGroup(String id) when !living.contains(id) ->
            found.add(invalid(each, "group_not_found", "The group does not exist any more"));
        case Subject.Person _, Subject.OfGroup _, Subject.OfRole _ -> {}
      }
    }
    return found;
  }

  private Invalid invalid(Assignments.Assignment each, String issue, String details) {
    return new Invalid(
        each.id(),
        each.subject().key(),
        each.chatflow().value(),
        chatflows.find(each.chatflow()).map(row -> row.getString("name")).orElse(null),
        issue,
        details);
  }
}
