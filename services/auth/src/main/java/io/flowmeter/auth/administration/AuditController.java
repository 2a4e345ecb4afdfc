package io.flowmeter.auth.administration;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.flowmeter.auth.access.Administrator;
import io.flowmeter.auth.audit.AuditEntry;
import io.flowmeter.auth.audit.AuditFilter;
import io.flowmeter.auth.audit.AuditLog;
import io.flowmeter.web.ApiException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Who did what: newest first, a page at a time. */
@RestController
class AuditController {
  private static final int DEFAULT_LIMIT = 100;
  private static final int MAX_LIMIT = 500;

  private final AuditLog audit;

  AuditController(AuditLog audit) {
    this.audit = audit;
  }

  /**
   * @param next give it as {@code before} to get the page that follows; absent after the last
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record AuditReply(List<AuditEntry> entries, @Nullable String next) {}

  @GetMapping("/api/admin/audit")
  AuditReply entries(
      Administrator admin,
      @RequestParam(required = false) @Nullable String userId,
      @RequestParam(required = false) @Nullable String actorId,
      @RequestParam(required = false) @Nullable String action,
      @RequestParam(required = false) @Nullable String outcome,
      @RequestParam(required = false) @Nullable String clientAddress,
      @RequestParam(required = false) @Nullable String from,
      @RequestParam(required = false) @Nullable String to,
      @RequestParam(required = false) @Nullable String before,
      @RequestParam(required = false) @Nullable String limit) {
    AuditFilter filter =
        new AuditFilter(
            given(userId),
            given(actorId),
            given(action),
            given(outcome),
            given(clientAddress),
            given(from).map(text -> instant("from", text)),
            given(to).map(text -> instant("to", text)),
            given(before),
            given(limit).map(AuditController::limit).orElse(DEFAULT_LIMIT));
    List<AuditEntry> found = audit.find(filter);
    return new AuditReply(found, found.size() < filter.limit() ? null : found.getLast().id());
  }

  private static Optional<String> given(@Nullable String value) {
    return Optional.ofNullable(value).filter(text -> !text.isBlank());
  }

  private static Instant instant(String name, String text) {
    try {
      return Instant.parse(text);
    } catch (DateTimeException e) {
      throw new ApiException(400, name + " must be a time such as 2026-01-31T12:00:00Z");
    }
  }

  private static int limit(String text) {
    int limit = text.matches("[0-9]{1,6}") ? Integer.parseInt(text) : 0;
    if (limit < 1 || limit > MAX_LIMIT) {
      throw new ApiException(400, "limit must be a number from 1 to %d".formatted(MAX_LIMIT));
    }
    return limit;
  }
}
