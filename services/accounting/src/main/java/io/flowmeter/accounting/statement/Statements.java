package io.flowmeter.accounting.statement;

import io.flowmeter.accounting.sql.LongTransactions;
import io.flowmeter.identity.UserId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.function.Consumer;
import org.springframework.stereotype.Component;

/** Reads a person's bookings in the order in which they were made, however many they are. */
@Component
class Statements {
  private static final int FETCH_ROWS = 1_000;

  private static final String BOOKINGS =
      """
      select b.kind, b.occurred_at, b.booked_at, b.change,
             coalesce(u.chatflow_id || coalesce(', ' || u.model, '') || ', ' || lower(u.outcome) || ', '
                        || u.input_tokens || ' + ' || u.output_tokens || ' tokens',
                      nullif(concat_ws(', ', nullif(a.notes, ''), 'by ' || a.allocated_by,
                                       'until ' || to_char(a.expires_at at time zone 'UTC', 'YYYY-MM-DD')), ''),
                      nullif(concat_ws(', ', nullif(j.reason, ''), 'by ' || j.adjusted_by), ''),
                      '') as details
        from (select booking_id, min(id) as first, min(kind) as kind, min(occurred_at) as occurred_at,
                     min(booked_at) as booked_at,
                     coalesce(sum(amount) filter (where account in ('credit', 'debt')), 0) as change
                from ledger_entries where user_id = ? group by booking_id) b
        left join usage_records u on u.user_id = ? and u.event_id = b.booking_id
        left join credit_allocations a
          on a.user_id = ? and a.event_id = b.booking_id and not a.adjustment
        left join credit_adjustments j on j.user_id = ? and j.event_id = b.booking_id
       order by b.first
      """;
  private static final int PARAMETERS = 4;

  private final LongTransactions transactions;

  Statements(LongTransactions transactions) {
    this.transactions = transactions;
  }

  /** Gives line after line; returns the balance after the last. */
  long read(UserId user, Consumer<Line> target) {
    return transactions.atOneMoment(
        connection -> {
          try (var query = connection.prepareStatement(BOOKINGS)) {
            for (int i = 1; i <= PARAMETERS; i++) query.setString(i, user.value());
            query.setFetchSize(FETCH_ROWS);
            long balance = 0;
            try (var rows = query.executeQuery()) {
              while (rows.next()) {
                balance = Math.addExact(balance, rows.getLong("change"));
                target.accept(line(rows, balance));
              }
            }
            return balance;
          }
        });
  }

  private static Line line(ResultSet row, long balance) throws SQLException {
    return new Line(
        instant(row, "occurred_at"),
        instant(row, "booked_at"),
        row.getString("kind"),
        row.getLong("change"),
        balance,
        row.getString("details"));
  }

  private static Instant instant(ResultSet row, String column) throws SQLException {
    return row.getObject(column, OffsetDateTime.class).toInstant();
  }
}
