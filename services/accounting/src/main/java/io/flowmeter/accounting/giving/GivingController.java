package io.flowmeter.accounting.giving;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.flowmeter.accounting.input.Query;
import io.flowmeter.accounting.supervisor.Permission;
import io.flowmeter.identity.Caller;
import io.flowmeter.identity.UserId;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@RestController
class GivingController {
  private static final int MAX_ALLOCATIONS = 10_000;
  private static final int MAX_CHANGES = 1_000;

  private final Givings givings;

  GivingController(Givings givings) {
    this.givings = givings;
  }

  /** With {@code next} where there are more: the {@code after} of the next page. */
  @GetMapping("/api/credits/allocations/all")
  AllocationsReply allocations(
      Caller caller,
      @RequestParam(required = false) @Nullable String limit,
      @RequestParam(required = false) @Nullable String after) {
    Permission.requireSupervisor(caller);
    int atMost = Query.wholeNumber("limit", limit, MAX_ALLOCATIONS, 1, MAX_ALLOCATIONS);
    List<Givings.Allocation> page = givings.allocations(id(after), atMost);
    return new AllocationsReply(page, page.size() < atMost ? null : page.getLast().id());
  }

  /** Everything that was given and taken by hand, the newest first. */
  @GetMapping("/api/admin/credit-changes")
  ChangesReply changes(
      Caller caller,
      @RequestParam(required = false) @Nullable String by,
      @RequestParam(required = false) @Nullable String userId,
      @RequestParam(required = false) @Nullable String before,
      @RequestParam(required = false) @Nullable String limit) {
    Permission.requireAdmin(caller);
    int atMost = Query.wholeNumber("limit", limit, 100, 1, MAX_CHANGES);
    return new ChangesReply(
        givings.changes(
            user("by", by), user("userId", userId), Query.moment("before", before), atMost));
  }

  private static @Nullable Long id(@Nullable String text) {
    if (text == null) return null;
    if (text.matches("\\d{1,18}")) return Long.valueOf(text);
    throw Query.refusal("after", "int_type", "must be the id of an allocation");
  }

  private static Optional<UserId> user(String name, @Nullable String text) {
    if (text == null) return Optional.empty();
    if (UserId.isValid(text)) return Optional.of(new UserId(text));
    throw Query.refusal(name, "value_error", "must have only letters, digits, _ and -");
  }

  @JsonInclude(JsonInclude.Include.NON_NULL)
  record AllocationsReply(List<Givings.Allocation> allocations, @Nullable Long next) {}

  record ChangesReply(List<Givings.Change> changes) {}
}
