package io.flowmeter.proxy.migration;

import io.flowmeter.identity.Caller;
import io.flowmeter.proxy.access.Admins;
import io.flowmeter.web.InvalidInputException;
import io.flowmeter.web.Violation;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Rows of the predecessor, in batches. Without {@code apply} nothing is done, and the results tell
 * what would be. The same rows again change nothing.
 */
@RestController
@RequestMapping("/api/v1/admin/migration")
class MigrationController {
  private static final int MAX_ROWS = 1_000;

  private final Arrivals arrivals;
  private final ArrivingAssignments assignments;

  MigrationController(Arrivals arrivals, ArrivingAssignments assignments) {
    this.arrivals = arrivals;
    this.assignments = assignments;
  }

  record SessionsRequest(
      @Nullable List<OldChats.@Nullable Session> sessions, @Nullable Boolean apply) {}

  record MessagesRequest(
      @Nullable List<OldChats.@Nullable Message> messages, @Nullable Boolean apply) {}

  record FilesRequest(@Nullable List<OldChats.@Nullable File> files, @Nullable Boolean apply) {}

  record AssignmentsRequest(
      @Nullable List<OldChats.@Nullable Assignment> assignments, @Nullable Boolean apply) {}

  record MigrationReply(boolean applied, List<Moved> results) {}

  @PostMapping("/sessions")
  MigrationReply sessions(Caller caller, @RequestBody SessionsRequest request) {
    Admins.only(caller);
    boolean apply = Boolean.TRUE.equals(request.apply());
    var rows = checked("sessions", request.sessions());
    return new MigrationReply(apply, arrivals.sessions(rows, apply));
  }

  @PostMapping("/messages")
  MigrationReply messages(Caller caller, @RequestBody MessagesRequest request) {
    Admins.only(caller);
    boolean apply = Boolean.TRUE.equals(request.apply());
    var rows = checked("messages", request.messages());
    return new MigrationReply(apply, arrivals.messages(rows, apply));
  }

  @PostMapping("/files")
  MigrationReply files(Caller caller, @RequestBody FilesRequest request) {
    Admins.only(caller);
    boolean apply = Boolean.TRUE.equals(request.apply());
    var rows = checked("files", request.files());
    return new MigrationReply(apply, arrivals.files(rows, apply));
  }

  @PostMapping("/assignments")
  MigrationReply assignments(Caller caller, @RequestBody AssignmentsRequest request) {
    Admins.only(caller);
    boolean apply = Boolean.TRUE.equals(request.apply());
    var rows = checked("assignments", request.assignments());
    return new MigrationReply(apply, assignments.move(rows, caller.userId(), apply));
  }

  private static <R> List<R> checked(String field, @Nullable List<@Nullable R> rows) {
    var checked = new ArrayList<R>();
    for (R row : rows == null ? List.<@Nullable R>of() : rows) if (row != null) checked.add(row);
    if (rows != null
        && checked.size() == rows.size()
        && !rows.isEmpty()
        && rows.size() <= MAX_ROWS) {
      return checked;
    }
    String rule = "%s must be an array of 1 to %d objects".formatted(field, MAX_ROWS);
    throw new InvalidInputException(Violation.ofBody("value_error", field, rule, null));
  }
}
