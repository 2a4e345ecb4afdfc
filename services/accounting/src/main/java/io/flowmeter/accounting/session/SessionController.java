package io.flowmeter.accounting.session;

import io.flowmeter.accounting.account.Accounts;
import io.flowmeter.accounting.account.Directory;
import io.flowmeter.accounting.account.Person;
import io.flowmeter.accounting.caller.Party;
import io.flowmeter.accounting.input.Query;
import io.flowmeter.accounting.supervisor.Permission;
import io.flowmeter.identity.Caller;
import io.flowmeter.identity.UserId;
import io.flowmeter.web.ApiException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

@RestController
@RequestMapping("/api/streaming-sessions")
class SessionController {
  private static final int MAX_ACTIVE = 1_000;
  private static final int MAX_RECENT = 50;
  private static final int MAX_RECENT_OF_ONE = 20;
  private static final int MAX_MINUTES = 7 * 24 * 60;

  private final Sessions sessions;
  private final SessionRows rows;
  private final Accounts accounts;
  private final Directory directory;
  private final Clock clock;

  SessionController(
      Sessions sessions, SessionRows rows, Accounts accounts, Directory directory, Clock clock) {
    this.sessions = sessions;
    this.rows = rows;
    this.accounts = accounts;
    this.directory = directory;
    this.clock = clock;
  }

  /** A person opens one of their own; a service names the person. */
  @PostMapping("/initialize")
  ResponseEntity<OpenedReply> initialize(Party party, @RequestBody JsonNode body) {
    SessionRequest.Opening opening = SessionRequest.Opening.of(body);
    Sessions.Opened opened = sessions.open(person(party, opening), opening);
    return ResponseEntity.status(opened.repeated() ? 200 : 201)
        .body(new OpenedReply(opening.sessionId(), opened.held().amount(), "active"));
  }

  private Person person(Party party, SessionRequest.Opening opening) {
    return switch (party) {
      case Party.Person(Caller caller) -> accounts.of(caller);
      case Party.Service _ ->
          directory.byIdOrName(
              opening
                  .userId()
                  .orElseThrow(
                      () -> new ApiException(400, "userId is required where a service calls")));
    };
  }

  @PostMapping("/finalize")
  FinalizedReply finalize(Party party, @RequestBody JsonNode body) {
    var closing = SessionRequest.Closing.finalize(body);
    Sessions.Closed closed = sessions.close(party, closing);
    return new FinalizedReply(
        closing.sessionId(), closed.charged().amount(), closed.refund().amount());
  }

  @PostMapping("/abort")
  AbortedReply abort(Party party, @RequestBody JsonNode body) {
    var closing = SessionRequest.Closing.abort(body);
    Sessions.Closed closed = sessions.close(party, closing);
    return new AbortedReply(
        closing.sessionId(), closed.charged().amount(), closed.refund().amount());
  }

  @GetMapping("/active")
  List<Session> active(Caller caller) {
    return rows.active(caller.userId(), clock.instant(), MAX_ACTIVE);
  }

  @GetMapping("/active/all")
  List<Session> allActive(Caller caller) {
    Permission.requireAdmin(caller);
    return rows.active(null, clock.instant(), MAX_ACTIVE);
  }

  @GetMapping("/active/{userId}")
  List<Session> activeOf(Caller caller, @PathVariable String userId) {
    Permission.requireSupervisor(caller);
    return rows.active(id(userId), clock.instant(), MAX_ACTIVE);
  }

  @GetMapping("/recent")
  RecentReply recent(Caller caller, @RequestParam(required = false) @Nullable String minutes) {
    Permission.requireSupervisor(caller);
    return recent(null, minutes, MAX_RECENT);
  }

  @GetMapping("/recent/{userId}")
  RecentReply recentOf(
      Caller caller,
      @PathVariable String userId,
      @RequestParam(required = false) @Nullable String minutes) {
    Permission.requireSupervisor(caller);
    return recent(id(userId), minutes, MAX_RECENT_OF_ONE);
  }

  private RecentReply recent(@Nullable UserId user, @Nullable String minutes, int atMost) {
    int since = Query.wholeNumber("minutes", minutes, 5, 1, MAX_MINUTES);
    Instant now = clock.instant();
    return new RecentReply(
        rows.recent(user, now.minus(Duration.ofMinutes(since)), now, atMost),
        now,
        new Filter(since, user == null ? null : user.value()));
  }

  private static UserId id(String text) {
    if (UserId.isValid(text)) return new UserId(text);
    throw new ApiException(400, "userId must have only letters, digits, _ and -");
  }

  record OpenedReply(String sessionId, long allocatedCredits, String status) {}

  record FinalizedReply(String sessionId, long actualCredits, long refund) {}

  record AbortedReply(String sessionId, long partialCredits, long refund) {}

  record RecentReply(List<Session> sessions, Instant timestamp, Filter filter) {}

  @com.fasterxml.jackson.annotation.JsonInclude(
      com.fasterxml.jackson.annotation.JsonInclude.Include.NON_NULL)
  record Filter(int minutes, @Nullable String userId) {}
}
