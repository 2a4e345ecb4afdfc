package io.flowmeter.accounting.balance;

import io.flowmeter.accounting.account.Directory;
import io.flowmeter.identity.Caller;
import io.flowmeter.web.ApiException;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

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

  /** Of anybody, by id or e-mail address. */
  @GetMapping("/balance/{user}")
  Balance of(Caller caller, @PathVariable String user) {
    if (!caller.isAtLeastSupervisor()) throw new ApiException(403, "Admin access required");
    return balances.of(directory.byIdOrEmail(user).userId());
  }

  record TotalBalance(long totalCredits) {}
}
