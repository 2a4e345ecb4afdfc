package io.flowmeter.accounting;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import io.flowmeter.apidocs.ApiFuzz;
import io.flowmeter.identity.Role;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jooq.DSLContext;
import org.jooq.Table;
import org.junit.jupiter.api.Test;
import org.springframework.core.env.Environment;

class ApiFuzzTest {
  private static final int AT_LEAST = 1_000;

  // A rebuild that was asked for goes on beside, and the relay empties the outbox.
  private static final List<String> CHANGES_BESIDE =
      List.of("outbox", "outbox_slots", "ledger_rebuilds", "ledger_rebuild_differences");

  /** Hashes of what each table has; read again only if a transaction has written since. */
  private static final class State implements Supplier<String> {
    private static final String LAST_WRITER = "select pg_snapshot_xmax(pg_current_snapshot())";

    private final DSLContext sql;
    private final String hashes;
    private String lastWriter = "";
    private String state = "";

    State(DSLContext sql) {
      this.sql = sql;
      this.hashes =
          sql.meta().filterSchemas(schema -> schema.getName().equals("public")).getTables().stream()
              .map(Table::getName)
              .filter(name -> !CHANGES_BESIDE.contains(name))
              .map("select '%1$s', sum(hashtextextended(t::text, 0)) from public.%1$s t"::formatted)
              .collect(joining(" union all "));
    }

    @Override
    public String get() {
      String writer = sql.fetchSingle(LAST_WRITER).get(0, String.class);
      if (!writer.equals(lastWriter)) state = sql.fetch(hashes).formatCSV();
      lastWriter = writer;
      return state;
    }
  }

  @Test
  void nothing_that_is_sent_is_a_fault_opens_a_door_or_changes_anything_though_refused()
      throws Exception {
    try (var service =
        RunningService.apart(Map.of("flowmeter.accounts.registration-wait", "10ms"))) {
      // Whoever comes for the first time gets an account, whatever they ask for.
      String token = service.token(People.somebody(), Role.ADMIN);
      service.get("/api/credits/balance", token);
      var result =
          ApiFuzz.run(service.bean(Environment.class), () -> token, new State(service.sql()));

      assertThat(result.findings()).isEmpty();
      assertThat(result.sent()).isGreaterThan(AT_LEAST);
    }
  }
}
