package io.flowmeter.accounting;

import static io.flowmeter.accounting.People.now;
import static io.flowmeter.accounting.People.registration;
import static io.flowmeter.accounting.People.somebody;
import static io.flowmeter.accounting.db.Tables.USER_ACCOUNTS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.flowmeter.accounting.db.tables.records.UserAccountsRecord;
import io.flowmeter.eventing.EventIds;
import io.flowmeter.events.RoleChanged;
import io.flowmeter.events.UserDeleted;
import io.flowmeter.events.UserRegistered;
import io.flowmeter.events.UserUpdated;
import io.flowmeter.identity.Role;
import io.flowmeter.identity.UserId;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class AccountsTest {
  private static final String BALANCE = "/api/credits/balance";

  private final RunningService service = RunningService.get();
  private final People people = new People(service);
  private final EventIds ids = new EventIds();

  @Test
  void a_valid_token_makes_an_account_before_auth_has_told_of_it() {
    UserId user = somebody();

    var reply = service.get(BALANCE, service.token(user, Role.ENDUSER));

    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.body())
        .isEqualTo("{\"totalCredits\":0,\"held\":0,\"available\":0,\"activeAllocations\":[]}");
    assertThat(account(user).getUsername()).isEqualTo("name-" + user);
  }

  @Test // C14
  void thirty_parallel_first_requests_of_somebody_are_all_answered() {
    UserId user = somebody();
    String token = service.token(user, Role.ENDUSER);

    var statuses = AdjustmentTest.inParallel(30, () -> service.get(BALANCE, token).status());

    assertThat(statuses).hasSize(30).containsOnly(200);
    assertThat(account(user).getUsername()).isEqualTo("name-" + user);
  }

  @Test // C15
  void auths_word_replaces_what_the_token_said() {
    UserId user = somebody();
    service.get(BALANCE, service.token(user, Role.SUPERVISOR));

    service.publish(registration(user));

    await().untilAsserted(() -> assertThat(account(user).getUsername()).isEqualTo("user_" + user));
    assertThat(account(user).getRole()).isEqualTo("enduser");
  }

  @Test
  void a_role_change_ends_the_power_of_older_tokens() {
    UserId user = people.registered();
    String token = service.token(user, Role.SUPERVISOR);
    assertThat(service.get(BALANCE, token).status()).isEqualTo(200);

    service.publish(
        RoleChanged.newBuilder()
            .setEventId(ids.next())
            .setOccurredAt(now())
            .setUserId(user.value())
            .setOldRole("supervisor")
            .setNewRole("enduser")
            .setChangedBy("00000000000000000000000a")
            .setTokensValidFrom(now().plusSeconds(2))
            .build());

    await().untilAsserted(() -> assertThat(service.get(BALANCE, token).status()).isEqualTo(401));
    assertThat(service.get(BALANCE, token).message()).isEqualTo("Invalid token");
  }

  @Test // C15
  void a_deleted_person_gets_neither_answers_nor_credits_nor_completions() {
    UserId user = people.registeredWith(10);

    service.publish(
        UserDeleted.newBuilder()
            .setEventId(ids.next())
            .setOccurredAt(now())
            .setUserId(user.value())
            .setDeletedBy("00000000000000000000000a")
            .setTokensValidFrom(now())
            .build());
    await().until(() -> account(user).getDeletedAt() != null);

    assertThat(service.get(BALANCE, service.token(user, Role.ENDUSER)).status()).isEqualTo(401);
    assertThat(people.allocate(user, 1).status()).isEqualTo(404);
    assertThat(people.hold(user, UUID.randomUUID()).status()).isEqualTo(403);
  }

  @Test // C15
  void an_address_may_be_used_again_by_a_new_account() {
    UserId first = people.registered();
    UserId second = somebody();
    service.publish(
        UserRegistered.newBuilder(registration(second))
            .setEmail(account(first).getEmail())
            .build());
    people.awaitKnown(second);

    assertThat(people.allocate(second, 10).status()).isEqualTo(201);
    assertThat(people.hold(second, UUID.randomUUID()).status()).isEqualTo(201);
    assertThat(service.get(BALANCE + "/" + account(first).getEmail(), people.admin()).status())
        .as("both are there: ambiguous")
        .isEqualTo(409);
  }

  @Test
  void a_deactivated_person_gets_no_completions() {
    UserId user = people.registeredWith(10);

    service.publish(
        UserUpdated.newBuilder()
            .setEventId(ids.next())
            .setOccurredAt(now())
            .setUserId(user.value())
            .setUsername("renamed_" + user)
            .setEmail("new_" + user + "@school.example")
            .setEmailVerified(true)
            .setActive(false)
            .setRole("enduser")
            .setTokensValidFrom(now().minusSeconds(60))
            .build());
    await().until(() -> account(user).getUsername().startsWith("renamed_"));

    assertThat(people.hold(user, UUID.randomUUID()).status()).isEqualTo(403);
  }

  private UserAccountsRecord account(UserId user) {
    return service.sql().fetchSingle(USER_ACCOUNTS, USER_ACCOUNTS.USER_ID.eq(user.value()));
  }
}
