package io.flowmeter.accounting.replay;

import io.flowmeter.identity.Caller;
import io.flowmeter.web.ApiException;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.PrintWriter;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.json.JsonMapper;

@RestController
class VerificationController {
  private final Verification verification;
  private final JsonMapper json;

  VerificationController(Verification verification, JsonMapper json) {
    this.verification = verification;
    this.json = json;
  }

  /** One JSON object a line: each check when it is made, at last {@code {"verified": ...}}. */
  @GetMapping("/api/admin/ledger/verify")
  void verify(Caller caller, HttpServletResponse response) throws IOException {
    if (!caller.isAdmin()) throw new ApiException(403, "Admin access required");
    response.setContentType("application/x-ndjson");
    response.setCharacterEncoding("UTF-8");
    PrintWriter out = response.getWriter();
    tell(out, verification.verify(check -> tell(out, check)));
  }

  private void tell(PrintWriter out, Object what) {
    out.println(json.writeValueAsString(what));
    out.flush();
  }
}
