package io.flowmeter.accounting.supervisor;

import io.flowmeter.accounting.input.JsonBody;
import io.flowmeter.accounting.ledger.Credits;
import io.flowmeter.identity.Caller;
import io.flowmeter.identity.UserId;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

/** An administrator sets what supervisors may give; {@code *} is everybody without own limits. */
@RestController
@RequestMapping("/api/admin/supervisor-limits")
class LimitController {
  private final LimitRows rows;
  private final LimitSettings settings;
  private final Clock clock;

  LimitController(LimitRows rows, LimitSettings settings, Clock clock) {
    this.rows = rows;
    this.settings = settings;
    this.clock = clock;
  }

  @GetMapping
  LimitsReply all(Caller caller) {
    Permission.requireAdmin(caller);
    Map<String, Long> given = rows.given(Permission.month(clock.instant()));
    return new LimitsReply(
        new DefaultsReply(settings.perAllocation(), settings.perMonth()),
        rows.all().stream()
            .map(
                row ->
                    new LimitReply(
                        row.getSupervisorId(),
                        row.getPerAllocation(),
                        row.getPerMonth(),
                        given.getOrDefault(row.getSupervisorId(), 0L),
                        row.getSetBy(),
                        row.getSetAt()))
            .toList(),
        given);
  }

  @PutMapping
  LimitsReply set(Caller caller, @RequestBody JsonNode node) {
    Permission.requireAdmin(caller);
    JsonBody body = JsonBody.of(node, "");
    Limit limit = new Limit(limit(body, "perAllocation"), limit(body, "perMonth"));
    rows.set(supervisor(body), limit, caller.userId(), clock.instant());
    return all(caller);
  }

  private static String supervisor(JsonBody body) {
    String id = body.optionalText("supervisorId", 50).orElse(LimitRows.EVERYBODY);
    if (id.equals(LimitRows.EVERYBODY) || UserId.isValid(id)) return id;
    throw body.refusal("supervisorId", "value_error", "must be a user id, or * for everybody");
  }

  private static @Nullable Credits limit(JsonBody body, String field) {
    if (body.isNull(field)) return null;
    return Credits.of(body.wholeNumber(field, 0, Long.MAX_VALUE));
  }

  /**
   * @param defaults what applies where neither a supervisor nor {@code *} is listed
   * @param givenThisMonth credits by supervisor, whether listed or not
   */
  record LimitsReply(
      DefaultsReply defaults, List<LimitReply> supervisors, Map<String, Long> givenThisMonth) {}

  record DefaultsReply(long perAllocation, long perMonth) {}

  /** Null is no limit. */
  record LimitReply(
      String supervisorId,
      @Nullable Long perAllocation,
      @Nullable Long perMonth,
      long givenThisMonth,
      String setBy,
      Instant setAt) {}
}
