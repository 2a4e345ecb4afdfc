package io.flowmeter.accounting.allocation;

import io.flowmeter.accounting.account.Directory;
import io.flowmeter.identity.Caller;
import io.flowmeter.identity.UserId;
import io.flowmeter.web.ApiException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

@RestController
class AllocationController {
  private final Directory directory;
  private final Allocations allocations;
  private final AllocationSettings settings;

  AllocationController(Directory directory, Allocations allocations, AllocationSettings settings) {
    this.directory = directory;
    this.allocations = allocations;
    this.settings = settings;
  }

  @PostMapping("/api/credits/allocate")
  @ResponseStatus(HttpStatus.CREATED)
  AllocationReply allocate(
      Caller caller,
      @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String key,
      @RequestBody JsonNode body) {
    if (!caller.isAtLeastSupervisor()) throw new ApiException(403, "Admin access required");
    AllocationRequest request = AllocationRequest.of(body, settings);
    UserId target = directory.byIdOrName(request.user()).userId();
    return AllocationReply.of(
        allocations.allocate(
            target, request, caller.userId(), IdempotencyKey.of(key, target, request)));
  }

  record AllocationReply(
      long id,
      String userId,
      long totalCredits,
      long remainingCredits,
      @Nullable Instant expiresAt) {

    static AllocationReply of(Allocation allocation) {
      return new AllocationReply(
          allocation.id(),
          allocation.userId().value(),
          allocation.total().amount(),
          allocation.remaining().amount(),
          allocation.expiresAt());
    }
  }
}
