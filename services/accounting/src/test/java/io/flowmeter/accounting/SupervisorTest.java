package io.flowmeter.accounting;

import static io.flowmeter.accounting.People.registration;
import static io.flowmeter.accounting.People.somebody;
import static org.assertj.core.api.Assertions.assertThat;

import io.flowmeter.events.UserRegistered;
import io.flowmeter.identity.Role;
import io.flowmeter.identity.UserId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Supervisors change credits of those below them, within what an administrator allows. */
class SupervisorTest {
  private final RunningService service = RunningService.get();
  private final People people = new People(service);
  private final UserId supervisor = registeredAs("supervisor");
  private final String token = service.token(supervisor, Role.SUPERVISOR);

  @Test
  void a_supervisor_gives_to_people() {
    UserId user = people.registered();

    assertThat(allocate(user, 1_000).status()).isEqualTo(201);
    assertThat(people.balance(user)).isEqualTo(1_000);
  }

  @Test
  void a_supervisor_changes_nothing_of_their_own() {
    assertThat(allocate(supervisor, 1).status()).isEqualTo(403);
    assertThat(set(supervisor, 5).status()).isEqualTo(403);
    assertThat(people.balance(supervisor)).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"supervisor", "admin"})
  void nor_anything_of_other_supervisors_and_administrators(String role) {
    UserId peer = registeredAs(role);
    people.allocate(peer, 5);

    assertThat(allocate(peer, 1).status()).isEqualTo(403);
    assertThat(set(peer, 0).status()).isEqualTo(403);
    assertThat(
            service
                .get("/api/credits/balance/" + peer, token)
                .json()
                .path("totalCredits")
                .intValue())
        .isEqualTo(5);
  }

  @Test
  void one_allocation_is_at_most_the_limit() {
    limits(supervisor, "10", "1000");
    UserId user = people.registeredWith(100);

    assertThat(allocate(user, 11).status()).isEqualTo(403);
    assertThat(set(user, 111).status()).isEqualTo(403);
    assertThat(set(user, 0).status()).as("nor may more be taken at a time").isEqualTo(403);
    assertThat(allocate(user, 10).status()).isEqualTo(201);
    assertThat(people.balance(user)).isEqualTo(110);
  }

  @Test
  void parallel_allocations_of_a_month_stay_within_its_limit() {
    limits(supervisor, "null", "10");

    var statuses = People.decided(20, () -> allocate(people.registered(), 1));

    assertThat(statuses.stream().filter(status -> status == 201)).hasSize(10);
    assertThat(statuses.stream().filter(status -> status == 403)).hasSize(10);
  }

  @Test
  void raises_count_as_allocations_do_and_refused_ones_do_not() {
    limits(supervisor, "null", "10");
    UserId user = people.registered();

    assertThat(set(user, 11).status()).isEqualTo(403);
    assertThat(set(user, 6).status()).isEqualTo(200);
    assertThat(allocate(user, 5).status()).isEqualTo(403);
    assertThat(allocate(user, 4).status()).isEqualTo(201);
  }

  @Test
  void only_an_administrator_sets_limits_and_sees_what_was_given() {
    String body = "{\"supervisorId\":\"%s\",\"perAllocation\":5,\"perMonth\":null}";
    assertThat(put(token, body.formatted(supervisor)).status()).isEqualTo(403);

    assertThat(put(people.admin(), body.formatted(supervisor)).status()).isEqualTo(200);
    allocate(people.registered(), 5);
    var seen = service.get("/api/admin/supervisor-limits", people.admin()).json();

    assertThat(seen.path("supervisors").values())
        .filteredOn(limit -> limit.path("supervisorId").asString().equals(supervisor.value()))
        .singleElement()
        .satisfies(
            limit -> {
              assertThat(limit.path("perAllocation").longValue()).isEqualTo(5);
              assertThat(limit.path("perMonth").isNull()).isTrue();
              assertThat(limit.path("givenThisMonth").longValue()).isEqualTo(5);
              assertThat(limit.path("setBy").asString()).isEqualTo("00000000000000000000000a");
            });
    assertThat(put(people.admin(), "{\"perAllocation\":-1,\"perMonth\":1}").message())
        .startsWith("perAllocation must be a whole number from 0");
  }

  @Test
  void only_an_administrator_allocates_by_mail_address() {
    UserId user = people.registered();
    String body = "{\"email\":\"%s@School.example\",\"credits\":7}".formatted(user);

    assertThat(service.post("/api/credits/allocate-by-email", token, body).status()).isEqualTo(403);
    var reply = service.post("/api/credits/allocate-by-email", people.admin(), body);

    assertThat(reply.status()).isEqualTo(201);
    assertThat(reply.json().path("email").asString()).isEqualTo(user + "@school.example");
    assertThat(reply.json().path("remainingCredits").longValue()).isEqualTo(7);
    assertThat(people.balance(user)).isEqualTo(7);
  }

  @Test
  void an_address_of_nobody_gives_nothing() {
    String path = "/api/credits/allocate-by-email";

    var ghost = service.post(path, people.admin(), "{\"email\":\"ghost@x.example\",\"credits\":7}");
    assertThat(ghost.status()).isEqualTo(404);
    assertThat(ghost.message())
        .isEqualTo("User with email 'ghost@x.example' not found. Cannot allocate credits.");
    assertThat(service.post(path, people.admin(), "{\"email\":\"no\",\"credits\":7}").message())
        .startsWith("Invalid email format.");
    assertThat(service.post(path, people.admin(), "{\"email\":\"a@b.c\",\"credits\":0}").message())
        .startsWith("Valid email and positive credits required");
  }

  private UserId registeredAs(String role) {
    UserId user = somebody();
    service.publish(UserRegistered.newBuilder(registration(user)).setRole(role).build());
    people.awaitKnown(user);
    return user;
  }

  private RunningService.Reply allocate(UserId user, long credits) {
    return service.post(
        "/api/credits/allocate",
        token,
        "{\"userId\":\"%s\",\"credits\":%d}".formatted(user, credits));
  }

  private RunningService.Reply set(UserId user, long credits) {
    return service.post(
        "/api/credits/set", token, "{\"userId\":\"%s\",\"credits\":%d}".formatted(user, credits));
  }

  private void limits(UserId who, String perAllocation, String perMonth) {
    var reply =
        put(
            people.admin(),
            "{\"supervisorId\":\"%s\",\"perAllocation\":%s,\"perMonth\":%s}"
                .formatted(who, perAllocation, perMonth));
    assertThat(reply.status()).isEqualTo(200);
  }

  private RunningService.Reply put(String caller, String body) {
    return service.send("PUT", "/api/admin/supervisor-limits", caller, body);
  }
}
