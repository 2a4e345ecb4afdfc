package io.flowmeter.accounting.account;

import io.flowmeter.accounting.input.JsonBody;
import io.flowmeter.identity.Caller;
import io.flowmeter.identity.Role;
import io.flowmeter.identity.UserId;
import io.flowmeter.web.ApiException;
import java.time.Clock;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

/** An account made before auth tells of it; what auth tells later counts more. */
@RestController
class NewAccountController {
  private static final Pattern SUB = Pattern.compile("[0-9a-fA-F]{24,32}");
  private static final Pattern EMAIL = Pattern.compile("[^@\\s]+@[^@\\s]+\\.[^@\\s]+");
  // Not every alias: somebody who types one here means a role that there is.
  private static final Map<String, Role> ROLES =
      Map.of(
          "user", Role.ENDUSER,
          "enduser", Role.ENDUSER,
          "supervisor", Role.SUPERVISOR,
          "admin", Role.ADMIN);

  private final Accounts accounts;
  private final Clock clock;

  NewAccountController(Accounts accounts, Clock clock) {
    this.accounts = accounts;
    this.clock = clock;
  }

  @PostMapping("/api/admin/users")
  @ResponseStatus(HttpStatus.CREATED)
  AccountReply make(Caller caller, @RequestBody JsonNode node) {
    if (!caller.isAdmin()) throw new ApiException(403, "Admin access required");
    JsonBody body = JsonBody.of(node, "Invalid request body. sub, email, and role are required. ");
    // The predecessor's documentation calls it userId.
    String sub = body.text(!body.has("sub") && body.has("userId") ? "userId" : "sub", 100);
    String email = body.text("email", 255).toLowerCase(Locale.ROOT);
    String roleName = body.text("role", 50).toLowerCase(Locale.ROOT);
    if (!SUB.matcher(sub).matches()) {
      throw invalid("Invalid sub format. It must be 24 to 32 hexadecimal digits.");
    }
    if (!EMAIL.matcher(email).matches()) throw invalid("Invalid email format provided.");
    Role role = ROLES.get(roleName);
    if (role == null) {
      throw invalid("Invalid role specified. Valid roles are: enduser, supervisor, admin.");
    }
    String username =
        body.optionalText("username", 100)
            .filter(name -> !name.isEmpty())
            .orElse(email.substring(0, email.indexOf('@')));
    if (!accounts.byEmail(email).isEmpty()) {
      throw new ApiException(409, "User with this email already exists.");
    }
    Instant now = clock.instant();
    if (!accounts.insert(new UserId(sub), username, email, role, now)) {
      throw new ApiException(409, "User with this sub already exists.");
    }
    return new AccountReply(sub, sub, email, username, role.wire(), now, now);
  }

  private static ApiException invalid(String text) {
    return new ApiException(400, text);
  }

  record AccountReply(
      String userId,
      String sub,
      String email,
      String username,
      String role,
      Instant createdAt,
      Instant updatedAt) {}
}
