package io.flowmeter.accounting.migration;

import io.flowmeter.accounting.input.JsonBody;
import io.flowmeter.accounting.ledger.Credits;
import io.flowmeter.accounting.supervisor.Permission;
import io.flowmeter.accounting.usage.Moved;
import io.flowmeter.accounting.usage.MovedUsage;
import io.flowmeter.identity.Caller;
import io.flowmeter.identity.UserId;
import io.flowmeter.web.ApiException;
import io.flowmeter.web.InvalidInputException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

/**
 * Rows of the predecessor, in batches: {@code {"allocations" or "usage": […], "apply": true}}.
 * Without {@code apply} nothing is done, and the results tell what would be. The same rows again
 * change nothing.
 */
@RestController
@RequestMapping("/api/admin/migration")
class MigrationController {
  private static final int MAX_ROWS = 1_000;

  /** The predecessor's own bound. */
  private static final long MAX_CREDITS = Integer.MAX_VALUE;

  private static final int MAX_NOTES_CHARS = 2_000;
  private static final Instant EARLIEST = Instant.parse("2000-01-01T00:00:00Z");
  private static final Instant LATEST = Instant.parse("9999-01-01T00:00:00Z");

  private final MovedAllocations allocations;
  private final MovedUsage usage;

  MigrationController(MovedAllocations allocations, MovedUsage usage) {
    this.allocations = allocations;
    this.usage = usage;
  }

  /**
   * @param row its place in the request, from 0
   */
  record Result(int row, String status, String message) {}

  record MigrationReply(boolean applied, List<Result> results) {}

  /** {@code id, userId, credits, expiresAt, notes?}; credits are what was left. */
  @PostMapping("/allocations")
  MigrationReply allocations(Caller caller, @RequestBody JsonNode body) {
    Permission.requireAdmin(caller);
    boolean apply = isApplied(body);
    return new MigrationReply(
        apply,
        moved(
            rows(body, "allocations"),
            MigrationController::allocation,
            rows -> allocations.move(rows, caller.userId(), apply)));
  }

  /** {@code id, userId, timestamp, service, operation, model?, failed?, credits}. */
  @PostMapping("/usage")
  MigrationReply usage(Caller caller, @RequestBody JsonNode body) {
    Permission.requireAdmin(caller);
    boolean apply = isApplied(body);
    return new MigrationReply(
        apply,
        moved(
            rows(body, "usage"),
            MigrationController::used,
            rows -> usage.move(rows, caller.userId(), apply)));
  }

  private static boolean isApplied(JsonNode body) {
    return JsonBody.of(body, "").flag("apply", false);
  }

  private static List<JsonNode> rows(JsonNode body, String field) {
    JsonNode rows = body.path(field);
    if (rows.isArray() && !rows.isEmpty() && rows.size() <= MAX_ROWS) {
      return List.copyOf(rows.values());
    }
    throw new ApiException(400, "%s must be an array of 1 to %d rows".formatted(field, MAX_ROWS));
  }

  /** A row that breaks a rule is refused alone. */
  private static <R> List<Result> moved(
      List<JsonNode> nodes, Function<JsonBody, R> reading, Function<List<R>, List<Moved>> move) {
    Result[] results = new Result[nodes.size()];
    List<R> rows = new ArrayList<>();
    List<Integer> places = new ArrayList<>();
    for (int i = 0; i < nodes.size(); i++) {
      try {
        rows.add(reading.apply(JsonBody.of(nodes.get(i), "")));
        places.add(i);
      } catch (InvalidInputException refusal) {
        results[i] = new Result(i, "refused", String.valueOf(refusal.getMessage()));
      }
    }
    List<Moved> outcomes = move.apply(rows);
    for (int i = 0; i < outcomes.size(); i++) {
      int place = places.get(i);
      Moved outcome = outcomes.get(i);
      results[place] = new Result(place, outcome.status(), outcome.message());
    }
    return List.of(results);
  }

  private static MovedAllocations.Row allocation(JsonBody row) {
    return new MovedAllocations.Row(
        row.wholeNumber("id", 1, Long.MAX_VALUE),
        user(row),
        Credits.of(row.wholeNumber("credits", 1, MAX_CREDITS)),
        moment(row, "expiresAt"),
        row.optionalText("notes", MAX_NOTES_CHARS).orElse(""));
  }

  private static MovedUsage.Row used(JsonBody row) {
    return new MovedUsage.Row(
        row.wholeNumber("id", 1, Long.MAX_VALUE),
        user(row),
        moment(row, "timestamp"),
        row.text("service", 50),
        row.text("operation", 100),
        row.optionalText("model", 200).filter(model -> !model.isEmpty()).orElse(null),
        row.flag("failed", false),
        Credits.of(row.wholeNumber("credits", 0, MAX_CREDITS)));
  }

  private static UserId user(JsonBody row) {
    String id = row.text("userId", 50);
    if (UserId.isValid(id)) return new UserId(id);
    throw row.refusal("userId", "value_error", "must have only letters, digits, _ and -");
  }

  private static Instant moment(JsonBody row, String field) {
    Instant moment =
        row.optionalInstant(field).orElseThrow(() -> row.refusal(field, "missing", "is required"));
    if (moment.isAfter(EARLIEST) && moment.isBefore(LATEST)) return moment;
    throw row.refusal(field, "value_error", "must be from 2000 to 9998");
  }
}
