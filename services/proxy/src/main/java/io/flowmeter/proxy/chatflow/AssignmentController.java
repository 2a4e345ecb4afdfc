package io.flowmeter.proxy.chatflow;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.flowmeter.identity.Caller;
import io.flowmeter.identity.UserId;
import io.flowmeter.proxy.access.Admins;
import io.flowmeter.proxy.directory.Emails;
import io.flowmeter.proxy.directory.People;
import io.flowmeter.proxy.directory.Person;
import io.flowmeter.proxy.session.WireTime;
import io.flowmeter.proxy.upstream.ChatflowId;
import io.flowmeter.web.ApiException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Gives flows to people, and takes them away. */
@RestController
@RequestMapping("/api/v1/admin")
class AssignmentController {
  private final Chatflows chatflows;
  private final Assignments assignments;
  private final People people;

  AssignmentController(Chatflows chatflows, Assignments assignments, People people) {
    this.chatflows = chatflows;
    this.assignments = assignments;
    this.people = people;
  }

  record OneEmail(@Nullable String email) {}

  record ManyEmails(
      @Nullable List<@Nullable String> emails,
      @JsonProperty("chatflow_id") @Nullable String chatflowId) {}

  record Result(String email, String status, String message) {}

  record BulkResult(
      @JsonProperty("successful_assignments") List<Result> successful,
      @JsonProperty("failed_assignments") List<Result> failed) {}

  record Assigned(
      String username,
      String email,
      @JsonProperty("external_user_id") String externalUserId,
      @JsonProperty("assigned_at") String assignedAt,
      String role) {}

  @GetMapping("/chatflows/{id}/users")
  List<Assigned> users(Caller caller, @PathVariable String id) {
    Admins.only(caller);
    ChatflowId chatflow = chatflows.requireKnown(id);
    var assigned = assignments.ofChatflow(chatflow);
    Map<UserId, Person> known = people.byId(Subject.persons(assigned));
    var found = new ArrayList<Assigned>();
    for (var each : assigned) {
      // Who is deleted in auth is for the audit, which names them.
      if (!(each.subject() instanceof Subject.Person(UserId user)) || !known.containsKey(user))
        continue;
      Person person = known.get(user);
      found.add(
          new Assigned(
              person.username(),
              person.email(),
              person.id().value(),
              WireTime.of(each.assignedAt()),
              person.role()));
    }
    return found;
  }

  @PostMapping("/chatflows/{id}/users")
  Result assign(Caller caller, @PathVariable String id, @RequestBody OneEmail body) {
    Admins.only(caller);
    String email = Emails.checked(body.email());
    ChatflowId chatflow = chatflows.requireActive(id);
    return assign(caller, chatflow, person(email), email);
  }

  @DeleteMapping("/chatflows/{id}/users")
  Result unassign(
      Caller caller,
      @PathVariable String id,
      @RequestParam(name = "email", required = false) @Nullable String inQuery,
      @RequestBody(required = false) @Nullable OneEmail body) {
    Admins.only(caller);
    String email = Emails.checked(inQuery == null && body != null ? body.email() : inQuery);
    ChatflowId chatflow = chatflows.requireKnown(id);
    Person person = people.byEmail(List.of(email)).get(email.toLowerCase(Locale.ROOT));
    if (person == null) throw unknown(email);
    if (!assignments.unassign(new Subject.Person(person.id()), chatflow)) {
      throw new ApiException(404, "User '%s' is not assigned to this chatflow".formatted(email));
    }
    return new Result(email, "Deactivated", "User's access to the chatflow was deactivated");
  }

  @PostMapping("/chatflows/{id}/users/bulk-add")
  BulkResult assignAll(Caller caller, @PathVariable String id, @RequestBody ManyEmails body) {
    Admins.only(caller);
    return assignAll(caller, chatflows.requireActive(id), Emails.checked(body.emails()));
  }

  @PostMapping("/chatflows/add-users-by-email")
  BulkResult assignAll(Caller caller, @RequestBody ManyEmails body) {
    Admins.only(caller);
    List<String> emails = Emails.checked(body.emails());
    if (body.chatflowId() == null) throw Emails.invalid("missing", "chatflow_id", "Field required");
    return assignAll(caller, chatflows.requireActive(body.chatflowId()), emails);
  }

  record Synced(String status, String message, @JsonProperty("user_details") Details userDetails) {}

  record Details(
      @JsonProperty("external_id") String externalId,
      String username,
      String email,
      String role,
      @JsonProperty("is_active") boolean active) {}

  /** The directory follows auth by itself; this only tells what it knows. */
  @PostMapping("/users/sync-by-email")
  Synced syncByEmail(Caller caller, @RequestBody OneEmail body) {
    Admins.only(caller);
    String email = Emails.checked(body.email());
    Person person = person(email);
    return new Synced(
        "success",
        "User '%s' is in sync".formatted(email),
        new Details(
            person.id().value(),
            person.username(),
            person.email(),
            person.role(),
            person.active()));
  }

  private BulkResult assignAll(Caller caller, ChatflowId chatflow, List<String> emails) {
    var successful = new ArrayList<Result>();
    var failed = new ArrayList<Result>();
    Map<String, Person> known = people.awaitByEmail(emails);
    for (String email : emails) {
      Person person = known.get(email.toLowerCase(Locale.ROOT));
      if (person == null) {
        failed.add(new Result(email, "Failed", unknown(email).text()));
      } else {
        successful.add(assign(caller, chatflow, person, email));
      }
    }
    return new BulkResult(successful, failed);
  }

  private Result assign(Caller caller, ChatflowId chatflow, Person person, String email) {
    var change = assignments.assign(new Subject.Person(person.id()), chatflow, caller.userId());
    return new Result(email, change.status, change.message);
  }

  private Person person(String email) {
    Person person = people.awaitByEmail(List.of(email)).get(email.toLowerCase(Locale.ROOT));
    if (person == null) throw unknown(email);
    return person;
  }

  private static ApiException unknown(String email) {
    return new ApiException(404, "User with email '%s' not found".formatted(email));
  }
}
