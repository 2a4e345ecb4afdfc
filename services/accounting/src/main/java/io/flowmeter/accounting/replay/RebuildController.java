package io.flowmeter.accounting.replay;

import io.flowmeter.accounting.input.JsonBody;
import io.flowmeter.identity.Caller;
import io.flowmeter.web.ApiException;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

@RestController
@RequestMapping("/api/admin/ledger/rebuild")
class RebuildController {
  private static final int MAX_TIME_CHARS = 40;

  private final Rebuilds rebuilds;

  RebuildController(Rebuilds rebuilds) {
    this.rebuilds = rebuilds;
  }

  /** Body {@code {"apply": false, "until": "2026-01-01T00:00:00Z"}}, both optional. */
  @PostMapping
  @ResponseStatus(HttpStatus.ACCEPTED)
  Run start(Caller caller, @RequestBody(required = false) @Nullable JsonNode node) {
    requireAdmin(caller);
    boolean apply = false;
    Instant until = null;
    if (node != null) {
      JsonBody body = JsonBody.of(node, "");
      JsonNode wish = node.path("apply");
      if (!wish.isMissingNode() && !wish.isBoolean()) {
        throw body.refusal("apply", "bool_type", "must be true or false");
      }
      apply = wish.asBoolean(false);
      String text = body.optionalText("until", MAX_TIME_CHARS).orElse(null);
      if (text != null) until = moment(body, text);
    }
    if (apply && until != null) {
      throw new ApiException(400, "apply and until exclude each other: the past is only told");
    }
    return rebuilds.start(apply, until, caller.userId());
  }

  private static Instant moment(JsonBody body, String text) {
    try {
      return OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeParseException e) {
      throw body.refusal(
          "until", "datetime_parsing", "must be a time such as 2026-01-01T00:00:00Z");
    }
  }

  @GetMapping
  Run progress(Caller caller) {
    requireAdmin(caller);
    return rebuilds.last().orElseThrow(() -> new ApiException(404, "There was no rebuild"));
  }

  /** The answer to {@code until}, as CSV. */
  @GetMapping("/balances")
  void balances(Caller caller, HttpServletResponse response) throws IOException {
    requireAdmin(caller);
    response.setContentType("text/csv;charset=UTF-8");
    rebuilds.writeBalances(response.getWriter());
  }

  @DeleteMapping
  @ResponseStatus(HttpStatus.ACCEPTED)
  Run interrupt(Caller caller) {
    requireAdmin(caller);
    return rebuilds.interrupt();
  }

  private static void requireAdmin(Caller caller) {
    if (!caller.isAdmin()) throw new ApiException(403, "Admin access required");
  }
}
