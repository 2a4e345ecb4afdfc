package io.flowmeter.accounting.balance;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.flowmeter.accounting.account.Directory;
import io.flowmeter.accounting.input.JsonBody;
import io.flowmeter.identity.Caller;
import io.flowmeter.web.ApiException;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

@RestController
@RequestMapping("/api/credits")
class BalanceController {
  private final Balances balances;
  private final Directory directory;

  BalanceController(Balances balances, Directory directory) {
    this.balances = balances;
    this.directory = directory;
  }

  @GetMapping("/balance")
  Balance own(Caller caller) {
    return balances.of(caller.userId());
  }

  @GetMapping("/total-balance")
  TotalBalance total(Caller caller) {
    return new TotalBalance(balances.of(caller.userId()).totalCredits());
  }

  @PostMapping("/check")
  CheckReply check(Caller caller, @RequestBody JsonNode node) {
    long required =
        JsonBody.of(node, "Valid requiredCredits required: ")
            .wholeNumber("requiredCredits", 1, Long.MAX_VALUE);
    long available = balances.of(caller.userId()).available();
    return available >= required
        ? new CheckReply(true, available, required, null)
        : new CheckReply(false, null, null, "Insufficient credits");
  }

  /** Of anybody, by id or e-mail address. */
  @GetMapping("/balance/{user}")
  Balance of(Caller caller, @PathVariable String user) {
    if (!caller.isAtLeastSupervisor()) throw new ApiException(403, "Admin access required");
    return balances.of(directory.byIdOrEmail(user).userId());
  }

  @JsonInclude(JsonInclude.Include.NON_NULL)
  record CheckReply(
      boolean sufficient,
      @Nullable Long credits,
      @Nullable Long requiredCredits,
      @Nullable String message) {}

  record TotalBalance(long totalCredits) {}
}
