package io.flowmeter.auth.registration;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowmeter.identity.Role;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RolePolicyTest {

  @ParameterizedTest
  @CsvSource({
    // asked, by an administrator, there is one, grant
    "ENDUSER, false, false, As",
    "ENDUSER, false, true, As",
    "ADMIN, false, false, AsFirstAdministrator",
    "ADMIN, false, true, Refused",
    "ADMIN, true, true, As",
    "SUPERVISOR, false, false, Refused",
    "SUPERVISOR, false, true, Refused",
    "SUPERVISOR, true, true, As",
  })
  void rights_come_from_an_administrator_except_the_first(
      Role asked, boolean byAdministrator, boolean administratorExists, String grant) {
    var decided = RolePolicy.decide(asked, byAdministrator, administratorExists);
    assertThat(decided.getClass().getSimpleName()).isEqualTo(grant);
  }
}
