package io.flowmeter.accounting;

import static io.flowmeter.accounting.People.now;
import static io.flowmeter.accounting.People.usage;
import static io.flowmeter.accounting.db.Tables.LEDGER_ENTRIES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flowmeter.identity.UserId;
import java.util.UUID;
import org.jooq.DSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BooksTest {
  private final RunningService service = RunningService.get();
  private final People people = new People(service);
  private final DSLContext sql = service.sql();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "update ledger_entries set amount = 1",
        "delete from ledger_entries",
        "truncate ledger_entries",
        "delete from ledger_entries_past"
      })
  void an_entry_is_never_changed(String statement) {
    people.registeredWith(10);

    assertThatThrownBy(() -> sql.execute(statement)).hasMessageContaining("append-only");
  }

  @Test
  void a_booking_that_does_not_sum_to_zero_is_refused_by_the_database() {
    assertThatThrownBy(
            () ->
                sql.execute(
                    "insert into ledger_entries"
                        + " (booking_id, kind, user_id, account, amount, occurred_at, booked_at)"
                        + " values (gen_random_uuid(), 'usage', 'x', 'spent', 1, now(), now())"))
        .hasMessageContaining("does not sum to zero");
  }

  @Test
  void all_entries_sum_to_zero_and_say_the_balance() {
    UserId user = people.registeredWith(10);
    service.publish(usage(user, UUID.randomUUID(), 13, now()));
    people.awaitBalance(user, -3);
    people.allocate(user, 5);

    assertThat(people.booked(user)).isEqualTo(people.balance(user)).isEqualTo(2);
    assertThat(
            sql.fetchValue(
                "select coalesce(sum(amount), 0)::bigint from ledger_entries where user_id = {0}",
                org.jooq.impl.DSL.val(user.value())))
        .isEqualTo(0L);
    assertThat(sql.fetchCount(LEDGER_ENTRIES, LEDGER_ENTRIES.USER_ID.eq(user.value())))
        .isEqualTo(8);
  }
}
