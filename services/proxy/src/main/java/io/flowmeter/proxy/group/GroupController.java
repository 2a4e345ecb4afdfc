package io.flowmeter.proxy.group;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.flowmeter.identity.Caller;
import io.flowmeter.identity.UserId;
import io.flowmeter.proxy.access.Admins;
import io.flowmeter.proxy.directory.Emails;
import io.flowmeter.proxy.directory.People;
import io.flowmeter.proxy.session.WireTime;
import io.flowmeter.web.ApiException;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Groups, as administrators manage them. A request with an unknown address changes nothing. */
@RestController
@RequestMapping("/api/v1/admin/groups")
class GroupController {
  private static final Pattern NAME = Pattern.compile("[\\p{L}\\p{N}][\\p{L}\\p{N} ._-]{0,63}");

  private final Groups groups;
  private final People people;

  GroupController(Groups groups, People people) {
    this.groups = groups;
    this.people = people;
  }

  record Members(@Nullable List<@Nullable String> emails) {}

  record Summary(String name, int members, @JsonProperty("created_at") String createdAt) {
    static Summary of(Group group) {
      return new Summary(group.name(), group.members().size(), WireTime.of(group.createdAt()));
    }
  }

  record Member(
      String username,
      String email,
      @JsonProperty("external_user_id") String externalUserId,
      String role) {}

  record Details(String name, List<Member> members, @JsonProperty("created_at") String createdAt) {}

  record Deleted(String message, String name) {}

  @GetMapping
  List<Summary> list(Caller caller) {
    Admins.only(caller);
    return groups.all().stream().map(Summary::of).toList();
  }

  @GetMapping("/{name}")
  Details get(Caller caller, @PathVariable String name) {
    Admins.only(caller);
    return details(existing(name));
  }

  @PutMapping("/{name}")
  Details replace(Caller caller, @PathVariable String name, @RequestBody Members wanted) {
    Admins.only(caller);
    if (!NAME.matcher(name).matches()) {
      throw Emails.invalid(
          "value_error",
          "name",
          "name must have 1 to 64 letters, digits, spaces or . _ - and begin with a letter or digit");
    }
    Set<UserId> members = known(wanted);
    bounded(members.size());
    groups.replace(name.strip(), members);
    return details(existing(name));
  }

  @PostMapping("/{name}/members")
  Details add(Caller caller, @PathVariable String name, @RequestBody Members wanted) {
    Admins.only(caller);
    Group group = existing(name);
    Set<UserId> members = known(wanted);
    var all = new HashSet<>(group.members());
    all.addAll(members);
    bounded(all.size());
    groups.add(group, members);
    return details(existing(name));
  }

  @DeleteMapping("/{name}/members")
  Details remove(Caller caller, @PathVariable String name, @RequestBody Members wanted) {
    Admins.only(caller);
    Group group = existing(name);
    groups.remove(group, known(wanted));
    return details(existing(name));
  }

  /** What was assigned to it is nobody's any more. */
  @DeleteMapping("/{name}")
  Deleted delete(Caller caller, @PathVariable String name) {
    Admins.only(caller);
    if (!groups.delete(name)) throw notFound();
    return new Deleted("Group deleted successfully", name);
  }

  private Details details(Group group) {
    var known = people.byId(group.members());
    var members =
        known.values().stream()
            .map(
                person ->
                    new Member(
                        person.username(), person.email(), person.id().value(), person.role()))
            .sorted((a, b) -> a.email().compareTo(b.email()))
            .toList();
    return new Details(group.name(), members, WireTime.of(group.createdAt()));
  }

  private Set<UserId> known(Members wanted) {
    List<String> emails = Emails.checked(wanted.emails());
    var found = people.awaitByEmail(emails);
    var ids = new HashSet<UserId>();
    for (String email : emails) {
      var person = found.get(email.toLowerCase(Locale.ROOT));
      if (person == null) {
        throw new ApiException(404, "User with email '%s' not found".formatted(email));
      }
      ids.add(person.id());
    }
    return ids;
  }

  private static void bounded(int members) {
    if (members > Groups.MAX_MEMBERS) {
      throw Emails.invalid(
          "too_long",
          "emails",
          "a group must have at most %d members".formatted(Groups.MAX_MEMBERS));
    }
  }

  private Group existing(String name) {
    return groups.named(name).orElseThrow(GroupController::notFound);
  }

  private static ApiException notFound() {
    return new ApiException(404, "Group not found");
  }
}
