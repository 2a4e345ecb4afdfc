package io.flowmeter.accounting.statistics;

import io.flowmeter.accounting.input.Query;
import io.flowmeter.accounting.supervisor.Permission;
import io.flowmeter.identity.Caller;
import io.flowmeter.identity.UserId;
import io.flowmeter.web.ApiException;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/api/usage")
class StatisticsController {
  private final Statistics statistics;
  private final UsageCsv csv;

  StatisticsController(Statistics statistics, UsageCsv csv) {
    this.statistics = statistics;
    this.csv = csv;
  }

  @GetMapping("/stats")
  PersonReply own(
      Caller caller,
      @RequestParam(required = false) @Nullable String startDate,
      @RequestParam(required = false) @Nullable String endDate) {
    return of(caller.userId(), days(startDate, endDate));
  }

  @GetMapping("/stats/{userId}")
  PersonReply of(
      Caller caller,
      @PathVariable String userId,
      @RequestParam(required = false) @Nullable String startDate,
      @RequestParam(required = false) @Nullable String endDate) {
    Permission.requireSupervisor(caller);
    return of(id(userId), days(startDate, endDate));
  }

  @GetMapping("/system-stats")
  SystemReply ofEverybody(
      Caller caller,
      @RequestParam(required = false) @Nullable String startDate,
      @RequestParam(required = false) @Nullable String endDate) {
    Permission.requireAdmin(caller);
    Days days = days(startDate, endDate);
    Statistics.Sums sums = statistics.ofEverybody(days);
    return new SystemReply(
        sums.records(),
        sums.credits(),
        statistics.byUser(days),
        sums.byService(),
        sums.byDay(),
        sums.byModel(),
        sums.reported());
  }

  /** Every booked usage as CSV, as it is read: one's own, or as a supervisor anybody's. */
  @GetMapping("/export")
  void export(
      Caller caller,
      @RequestParam(required = false) @Nullable String userId,
      @RequestParam(required = false) @Nullable String startDate,
      @RequestParam(required = false) @Nullable String endDate,
      HttpServletResponse response)
      throws IOException {
    Days days = days(startDate, endDate);
    UserId user = exported(caller, userId);
    response.setContentType("text/csv;charset=UTF-8");
    response.setHeader("Content-Disposition", "attachment; filename=\"usage.csv\"");
    csv.write(user, days, response.getOutputStream());
  }

  /** Null is everybody, for administrators. */
  private static @Nullable UserId exported(Caller caller, @Nullable String userId) {
    if (userId == null) return caller.isAdmin() ? null : caller.userId();
    UserId user = id(userId);
    if (!user.equals(caller.userId())) Permission.requireSupervisor(caller);
    return user;
  }

  private PersonReply of(UserId user, Days days) {
    Statistics.Sums sums = statistics.of(user, days);
    return new PersonReply(
        sums.records(),
        sums.credits(),
        sums.byService(),
        sums.byDay(),
        sums.byModel(),
        statistics.recent(user),
        sums.reported());
  }

  private static Days days(@Nullable String startDate, @Nullable String endDate) {
    LocalDate first = Query.day("startDate", startDate);
    LocalDate last = Query.day("endDate", endDate);
    if (first != null && last != null && last.isBefore(first)) {
      throw Query.refusal("endDate", "value_error", "must not be before startDate");
    }
    return new Days(first, last);
  }

  private static UserId id(String text) {
    if (UserId.isValid(text)) return new UserId(text);
    throw new ApiException(400, "userId must have only letters, digits, _ and -");
  }

  record PersonReply(
      long totalRecords,
      long totalCredits,
      Map<String, Long> byService,
      Map<String, Long> byDay,
      Map<String, Long> byModel,
      List<Statistics.Activity> recentActivity,
      Statistics.Reported reported) {}

  /**
   * @param byUser the hundred who used most
   */
  record SystemReply(
      long totalRecords,
      long totalCredits,
      Map<String, Long> byUser,
      Map<String, Long> byService,
      Map<String, Long> byDay,
      Map<String, Long> byModel,
      Statistics.Reported reported) {}
}
