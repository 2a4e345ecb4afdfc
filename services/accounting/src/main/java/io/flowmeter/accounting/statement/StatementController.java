package io.flowmeter.accounting.statement;

import io.flowmeter.accounting.account.Directory;
import io.flowmeter.identity.Caller;
import io.flowmeter.identity.UserId;
import io.flowmeter.web.ApiException;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.atomic.AtomicBoolean;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.json.JsonMapper;

@RestController
class StatementController {
  private final Statements statements;
  private final Directory directory;
  private final JsonMapper json;

  StatementController(Statements statements, Directory directory, JsonMapper json) {
    this.statements = statements;
    this.directory = directory;
    this.json = json;
  }

  @GetMapping("/api/credits/statement")
  void own(
      Caller caller,
      @RequestParam(defaultValue = "json") String format,
      HttpServletResponse response)
      throws IOException {
    write(caller.userId(), Format.of(format), response);
  }

  /** Of anybody, by id or e-mail address. */
  @GetMapping("/api/admin/ledger/statement/{user}")
  void of(
      Caller caller,
      @PathVariable String user,
      @RequestParam(defaultValue = "json") String format,
      HttpServletResponse response)
      throws IOException {
    if (!caller.isAdmin()) throw new ApiException(403, "Admin access required");
    Format wanted = Format.of(format);
    write(directory.byIdOrEmail(user).userId(), wanted, response);
  }

  private void write(UserId user, Format format, HttpServletResponse response) throws IOException {
    response.setContentType(format.contentType());
    response.setCharacterEncoding("UTF-8");
    PrintWriter out = response.getWriter();
    out.print(format.head(user.value()));
    AtomicBoolean first = new AtomicBoolean(true);
    long balance =
        statements.read(user, line -> out.print(format.line(line, first.getAndSet(false), json)));
    out.print(format.end(balance));
    out.flush();
  }
}
