package io.flowmeter.proxy.credit;

import io.flowmeter.identity.Caller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

@RestController
class CreditController {
  private final Balances balances;

  CreditController(Balances balances) {
    this.balances = balances;
  }

  @GetMapping("/api/v1/chat/credits")
  CreditsAnswer credits(Caller caller) {
    long credits = balances.of(caller.userId());
    return new CreditsAnswer(credits, credits);
  }

  /** One number under the two names that clients look for. */
  record CreditsAnswer(long credits, long totalCredits) {}
}
