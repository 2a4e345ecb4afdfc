package io.flowmeter.accounting.allocation;

import io.flowmeter.accounting.account.Directory;
import io.flowmeter.accounting.account.Person;
import io.flowmeter.accounting.input.IdempotencyKey;
import io.flowmeter.accounting.supervisor.Permission;
import io.flowmeter.identity.Caller;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

@RestController
@RequestMapping("/api/credits")
class AdjustmentController {
  private static final String KEY = "Idempotency-Key";

  private final Directory directory;
  private final Adjustments adjustments;
  private final AllocationSettings settings;

  AdjustmentController(Directory directory, Adjustments adjustments, AllocationSettings settings) {
    this.directory = directory;
    this.adjustments = adjustments;
    this.settings = settings;
  }

  @PostMapping("/set")
  SetReply set(
      Caller caller,
      @RequestHeader(name = KEY, required = false) @Nullable String key,
      @RequestBody JsonNode body) {
    Permission.requireSupervisor(caller);
    Adjustment made = adjust(caller, key, AdjustmentRequest.set(body, settings));
    String user = made.userId().value();
    return new SetReply(
        user,
        made.previous(),
        made.next(),
        "Credits set to %d for user %s".formatted(made.next(), user));
  }

  @DeleteMapping("/remove")
  RemoveReply remove(
      Caller caller,
      @RequestHeader(name = KEY, required = false) @Nullable String key,
      @RequestBody JsonNode body) {
    Permission.requireSupervisor(caller);
    return removed(adjust(caller, key, AdjustmentRequest.remove(body, settings)));
  }

  /** All that can be spent, by the names that the predecessor's scripts use. */
  @DeleteMapping({"/user/{user}", "/remove/{user}", "/revoke/{user}"})
  RemoveReply removeAll(
      Caller caller,
      @RequestHeader(name = KEY, required = false) @Nullable String key,
      @PathVariable String user) {
    Permission.requireSupervisor(caller);
    return removed(adjust(caller, key, AdjustmentRequest.removeAll(user)));
  }

  private static RemoveReply removed(Adjustment made) {
    String user = made.userId().value();
    return new RemoveReply(
        user,
        made.previous(),
        made.next(),
        -made.credits(),
        "Removed %d credits from user %s".formatted(-made.credits(), user));
  }

  @PutMapping("/adjust")
  AdjustReply adjust(
      Caller caller,
      @RequestHeader(name = KEY, required = false) @Nullable String key,
      @RequestBody JsonNode body) {
    Permission.requireSupervisor(caller);
    Adjustment made = adjust(caller, key, AdjustmentRequest.adjust(body, settings));
    String user = made.userId().value();
    return new AdjustReply(
        user,
        made.previous(),
        made.next(),
        made.credits(),
        "Adjusted credits by %d for user %s".formatted(made.credits(), user));
  }

  private Adjustment adjust(Caller caller, @Nullable String key, AdjustmentRequest request) {
    Person target = directory.byIdOrName(request.user());
    return adjustments.adjust(
        target,
        request,
        caller,
        IdempotencyKey.of(
            key,
            target.userId(),
            request.kind(),
            request.change(),
            request.lifetime(),
            request.notes()));
  }

  record SetReply(String userId, long previousCredits, long newCredits, String message) {}

  record RemoveReply(
      String userId, long previousCredits, long newCredits, long removedCredits, String message) {}

  record AdjustReply(
      String userId, long previousCredits, long newCredits, long adjustment, String message) {}
}
