package io.flowmeter.accounting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.flowmeter.eventing.EventIds;
import io.flowmeter.events.CreditsRequested;
import io.flowmeter.identity.Role;
import io.flowmeter.identity.UserId;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class CreditRequestTest {
  private static final String ADMIN = "00000000000000000000000a";

  private final RunningService service = RunningService.get();
  private final EventIds ids = new EventIds();

  @Test
  void a_request_becomes_one_allocation_however_often_it_comes() {
    UserId user = new People(service).registered();
    CreditsRequested request = request(user, 70);

    service.publish(request, request, request(user, 30), request);

    awaitBalance(user, 100);
    service.publish(request, request(user, 1));
    awaitBalance(user, 101);
    assertThat(new People(service).booked(user)).isEqualTo(101);
  }

  @Test // C17
  void imported_credits_do_not_expire_since_no_file_says_when_they_would() {
    UserId user = new People(service).registered();

    service.publish(request(user, 70));
    awaitBalance(user, 70);

    var balance = service.get("/api/credits/balance", service.token(user, Role.ENDUSER)).json();
    assertThat(balance.path("activeAllocations").path(0).path("expiresAt").isNull()).isTrue();
  }

  @Test
  void a_request_that_arrives_before_the_registration_is_booked_too() {
    UserId user = People.somebody();

    service.publish(request(user, 5));
    service.publish(People.registration(user));

    awaitBalance(user, 5);
  }

  @Test
  void an_impossible_request_stops_no_other() {
    UserId user = new People(service).registered();

    service.publish(request(user, -1), request(user, 3));

    awaitBalance(user, 3);
  }

  private CreditsRequested request(UserId user, long credits) {
    return CreditsRequested.newBuilder()
        .setEventId(ids.next())
        .setOccurredAt(People.now())
        .setUserId(user.value())
        .setCredits(credits)
        .setReason("user import")
        .setRequestedBy(ADMIN)
        .build();
  }

  private void awaitBalance(UserId user, long credits) {
    String token = service.token(user, Role.ENDUSER);
    await()
        .atMost(Duration.ofSeconds(15))
        .untilAsserted(
            () ->
                assertThat(
                        service
                            .get("/api/credits/total-balance", token)
                            .json()
                            .path("totalCredits")
                            .asLong())
                    .isEqualTo(credits));
  }
}
