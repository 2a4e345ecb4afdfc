package io.flowmeter.accounting.allocation;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.flowmeter.accounting.account.Directory;
import io.flowmeter.accounting.account.Person;
import io.flowmeter.accounting.input.IdempotencyKey;
import io.flowmeter.accounting.supervisor.Permission;
import io.flowmeter.identity.Caller;
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
    Permission.requireSupervisor(caller);
    AllocationRequest request = AllocationRequest.of(body, settings);
    return AllocationReply.of(
        allocate(caller, directory.byIdOrName(request.user()), request, key), null);
  }

  @PostMapping("/api/credits/allocate-by-email")
  @ResponseStatus(HttpStatus.CREATED)
  AllocationReply allocateByEmail(
      Caller caller,
      @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String key,
      @RequestBody JsonNode body) {
    Permission.requireAdmin(caller);
    AllocationRequest request = AllocationRequest.byEmail(body, settings);
    Person target = directory.byEmail(request.user());
    return AllocationReply.of(allocate(caller, target, request, key), target.email());
  }

  private Allocation allocate(
      Caller caller, Person target, AllocationRequest request, @Nullable String key) {
    return allocations.allocate(
        target,
        request,
        caller,
        IdempotencyKey.of(
            key, target.userId(), request.credits().amount(), request.lifetime(), request.notes()));
  }

  record AllocationReply(
      long id,
      String userId,
      @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String email,
      long totalCredits,
      long remainingCredits,
      @Nullable Instant expiresAt) {

    static AllocationReply of(Allocation allocation, @Nullable String email) {
      return new AllocationReply(
          allocation.id(),
          allocation.userId().value(),
          email,
          allocation.total().amount(),
          allocation.remaining().amount(),
          allocation.expiresAt());
    }
  }
}
