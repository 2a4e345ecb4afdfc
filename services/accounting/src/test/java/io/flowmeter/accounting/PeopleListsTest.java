package io.flowmeter.accounting;

import static io.flowmeter.accounting.People.somebody;
import static org.assertj.core.api.Assertions.assertThat;

import io.flowmeter.identity.Role;
import io.flowmeter.identity.UserId;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Accounts that administrators make, and what they see of credits given and taken. */
class PeopleListsTest {
  private final RunningService service = RunningService.get();
  private final People people = new People(service);

  @Test // C16
  void all_allocations_are_listed_with_whose_they_are() {
    UserId user = people.registeredWith(10);

    var listed =
        service.get("/api/credits/allocations/all", service.token(somebody(), Role.SUPERVISOR));

    assertThat(listed.status()).isEqualTo(200);
    assertThat(listed.json().path("allocations").values())
        .filteredOn(each -> each.path("userId").asString().equals(user.value()))
        .singleElement()
        .satisfies(
            each -> {
              assertThat(each.path("totalCredits").longValue()).isEqualTo(10);
              assertThat(each.path("remainingCredits").longValue()).isEqualTo(10);
              assertThat(each.path("allocatedBy").asString()).isEqualTo("00000000000000000000000a");
              assertThat(each.path("notes").asString()).isEqualTo("test");
              assertThat(each.path("UserAccount").path("username").asString())
                  .isEqualTo("user_" + user);
              assertThat(each.path("UserAccount").path("email").asString())
                  .isEqualTo(user + "@school.example");
            });
    assertThat(
            service.get("/api/credits/allocations/all", service.token(user, Role.ENDUSER)).status())
        .isEqualTo(403);
  }

  @Test
  void pages_of_allocations_follow_each_other_without_a_gap() {
    UserId user = people.registeredWith(10);
    people.allocate(user, 11);
    service.post(
        "/api/credits/allocate",
        people.admin(),
        "{\"userId\":\"%s\",\"credits\":12,\"expiryDays\":null}".formatted(user));
    int listed = 0;
    String after = "";
    while (true) {
      var page = service.get("/api/credits/allocations/all?limit=7" + after, people.admin()).json();
      listed +=
          (int)
              page.path("allocations").values().stream()
                  .filter(each -> each.path("userId").asString().equals(user.value()))
                  .count();
      if (page.path("next").isMissingNode()) break;
      after = "&after=" + page.path("next").longValue();
    }

    assertThat(listed).isEqualTo(3);
  }

  @Test // C11
  void administrators_see_who_gave_and_took_what_and_why() {
    UserId user = people.registeredWith(10);
    service.send(
        "DELETE",
        "/api/credits/remove",
        people.admin(),
        "{\"userId\":\"%s\",\"credits\":4,\"notes\":\"mistake\"}".formatted(user));

    var changes = service.get("/api/admin/credit-changes?userId=" + user, people.admin()).json();

    assertThat(changes.path("changes").values())
        .extracting(
            each -> each.path("kind").asString(),
            each -> each.path("credits").longValue(),
            each -> each.path("by").asString(),
            each -> each.path("reason").asString())
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(
                "remove", -4L, "00000000000000000000000a", "mistake"),
            org.assertj.core.groups.Tuple.tuple(
                "allocation", 10L, "00000000000000000000000a", "test"));
    assertThat(
            service
                .get("/api/admin/credit-changes", service.token(somebody(), Role.SUPERVISOR))
                .status())
        .isEqualTo(403);
  }

  @Test
  void an_administrator_makes_an_account_before_auth_tells_of_it() {
    String sub = somebody().value();

    var reply =
        make(
            "{\"sub\":\"%s\",\"email\":\"Ann.%s@x.example\",\"role\":\"user\"}"
                .formatted(sub, sub));

    assertThat(reply.status()).isEqualTo(201);
    assertThat(reply.json().path("userId").asString()).isEqualTo(sub);
    assertThat(reply.json().path("username").asString()).isEqualTo("ann." + sub);
    assertThat(reply.json().path("role").asString()).isEqualTo("enduser");
    assertThat(people.allocate(new UserId(sub), 5).status()).isEqualTo(201);
  }

  @Test
  void the_id_may_be_called_as_the_predecessors_documentation_does() {
    String sub = somebody().value();

    var reply =
        make(
            "{\"userId\":\"%s\",\"email\":\"%s@x.example\",\"role\":\"user\"}".formatted(sub, sub));

    assertThat(reply.status()).isEqualTo(201);
    assertThat(reply.json().path("sub").asString()).isEqualTo(sub);
  }

  @Test
  void an_id_or_address_that_is_taken_is_a_conflict() {
    String sub = somebody().value();
    String email = UUID.randomUUID() + "@x.example";
    make("{\"sub\":\"%s\",\"email\":\"%s\",\"role\":\"user\"}".formatted(sub, email));

    assertThat(
            make("{\"sub\":\"%s\",\"email\":\"z%s\",\"role\":\"user\"}".formatted(sub, email))
                .status())
        .isEqualTo(409);
    assertThat(
            make("{\"sub\":\"%s\",\"email\":\"%s\",\"role\":\"user\"}".formatted(somebody(), email))
                .status())
        .isEqualTo(409);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"email\":\"a@b.cd\",\"role\":\"user\"} | Invalid request body. sub, email, and role are required.",
        "{\"sub\":\"123\",\"email\":\"a@b.cd\",\"role\":\"user\"} | Invalid sub format.",
        "{\"sub\":\"0123456789abcdef01234567\",\"email\":\"ab\",\"role\":\"user\"} | Invalid email format provided.",
        "{\"sub\":\"0123456789abcdef01234567\",\"email\":\"a@b.cd\",\"role\":\"teacher\"} | Invalid role specified. Valid roles are: enduser, supervisor, admin."
      })
  void an_account_that_breaks_a_rule_is_refused(String body, String message) {
    var reply = make(body);

    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.message()).startsWith(message);
  }

  private RunningService.Reply make(String body) {
    return service.post("/api/admin/users", people.admin(), body);
  }
}
