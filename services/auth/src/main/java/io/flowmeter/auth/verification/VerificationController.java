package io.flowmeter.auth.verification;

import io.flowmeter.auth.audit.Act;
import io.flowmeter.auth.audit.AuditLog;
import io.flowmeter.web.ApiException;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/api/auth")
class VerificationController {
  private final Verifications verifications;
  private final AuditLog audit;
  private final MeterRegistry meters;

  VerificationController(Verifications verifications, AuditLog audit, MeterRegistry meters) {
    this.verifications = verifications;
    this.audit = audit;
    this.meters = meters;
  }

  record VerifyRequest(@Nullable String token, @Nullable String email) {}

  record ResendRequest(@Nullable String email) {}

  @PostMapping("/verify-email")
  Map<String, String> verify(@RequestBody VerifyRequest request) {
    String token = request.token();
    if (token == null || token.isBlank()) throw new ApiException(400, "Token is required");
    var email = Optional.ofNullable(request.email()).filter(text -> !text.isBlank());
    boolean verified =
        VerificationCode.parse(token).map(code -> verifications.verify(code, email)).orElse(false);
    count(verified);
    if (verified) return Map.of("message", "Email verified successfully");
    audit.refused(Act.EMAIL_VERIFIED, Optional.empty(), "wrong or old code");
    throw new ApiException(400, "Email verification failed").with("hint", hint(email.isPresent()));
  }

  /** The same answer whether there is such an account or not. */
  @PostMapping("/resend-verification")
  Map<String, String> resend(@RequestBody ResendRequest request) {
    String email = request.email();
    if (email == null || email.isBlank()) throw new ApiException(400, "Email is required");
    verifications.resend(email);
    return Map.of("message", "Verification code resent");
  }

  private static String hint(boolean withEmail) {
    return withEmail
        ? "Check the code, or ask for a new one with /api/auth/resend-verification"
        : "Check the code, and send it together with the email that it was made for";
  }

  private void count(boolean verified) {
    meters
        .counter("flowmeter.auth.verifications", "outcome", verified ? "verified" : "refused")
        .increment();
  }
}
