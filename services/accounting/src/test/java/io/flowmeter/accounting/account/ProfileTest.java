package io.flowmeter.accounting.account;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowmeter.accounting.ledger.Position;
import io.flowmeter.identity.Role;
import io.flowmeter.identity.UserId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProfileTest {
  private static final UserId USER = new UserId("u1");
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final Profile UNKNOWN =
      new Profile(
          USER, null, null, null, false, true, null, null, Position.BEGINNING, Position.BEGINNING);

  @Test
  void the_newest_description_wins_in_any_order_of_arrival() {
    List<AccountFact> facts =
        List.of(
            described(1, "anna", Role.ENDUSER),
            new AccountFact.RoleGiven(USER, at(2), START, Role.SUPERVISOR),
            described(3, "annette", Role.ADMIN),
            new AccountFact.RoleGiven(USER, at(4), START.plusSeconds(4), Role.SUPERVISOR));
    Profile inOrder = applyAll(facts);

    assertThat(inOrder.username()).isEqualTo("annette");
    assertThat(inOrder.role()).isEqualTo("supervisor");
    for (int seed = 0; seed < 100; seed++) {
      List<AccountFact> shuffled = new ArrayList<>(facts);
      shuffled.add(facts.get(seed % facts.size()));
      Collections.shuffle(shuffled, new Random(seed));
      assertThat(applyAll(shuffled)).as("seed %d", seed).isEqualTo(inOrder);
    }
  }

  @Test
  void a_deletion_is_final() {
    Profile deleted = applyAll(List.of(new AccountFact.Deleted(USER, at(2), START)));

    assertThat(deleted.apply(described(3, "anna", Role.ENDUSER)).deletedAt()).isNotNull();
  }

  @ParameterizedTest(name = "valid from second {0}, issued at {1}: {2}")
  @CsvSource({"5.0, 4, false", "5.0, 5, true", "5.9, 5, true", "5.9, 4, false", "5.9, 6, true"})
  void a_token_of_the_second_of_a_change_still_counts(
      double validFrom, long issued, boolean accepted) {
    Person person =
        new Person(
            USER, "anna", null, null, false, START.plusMillis(Math.round(validFrom * 1_000)));

    assertThat(person.accepts(START.plusSeconds(issued))).isEqualTo(accepted);
  }

  private static Profile applyAll(List<AccountFact> facts) {
    Profile profile = UNKNOWN;
    for (AccountFact fact : facts) profile = profile.apply(fact);
    return profile;
  }

  private static AccountFact described(int second, String username, Role role) {
    return new AccountFact.Described(
        USER, at(second), START, username, username + "@example.com", true, true, role);
  }

  private static Position at(int second) {
    return new Position(START.plusSeconds(second), new UUID(0, second));
  }
}
