package io.flowmeter.auth.session;

import com.mongodb.MongoException;
import io.flowmeter.auth.access.TokenIssuer;
import io.flowmeter.auth.access.TokenSettings;
import io.flowmeter.auth.account.User;
import io.flowmeter.auth.account.UserEvents;
import io.flowmeter.auth.account.Users;
import io.flowmeter.auth.audit.Act;
import io.flowmeter.auth.audit.AuditLog;
import io.flowmeter.auth.audit.Origins;
import io.flowmeter.identity.RefreshTokens;
import io.flowmeter.identity.TokenCheck;
import io.flowmeter.identity.UserId;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** Starts, continues and ends sessions. */
@Component
public class Sessions {
  private static final Logger log = LoggerFactory.getLogger(Sessions.class);

  private final SessionStore store;
  private final Users users;
  private final UserEvents events;
  private final TokenIssuer accessTokens;
  private final RefreshTokens refreshTokens;
  private final TokenSettings settings;
  private final Origins origins;
  private final AuditLog audit;
  private final Clock clock;
  private final MeterRegistry meters;

  Sessions(
      SessionStore store,
      Users users,
      UserEvents events,
      TokenIssuer accessTokens,
      RefreshTokens refreshTokens,
      TokenSettings settings,
      Origins origins,
      AuditLog audit,
      Clock clock,
      MeterRegistry meters) {
    this.store = store;
    this.users = users;
    this.events = events;
    this.accessTokens = accessTokens;
    this.refreshTokens = refreshTokens;
    this.settings = settings;
    this.origins = origins;
    this.audit = audit;
    this.clock = clock;
    this.meters = meters;
  }

  public TokenPair start(User user) {
    SessionKey key = SessionKey.fresh();
    Instant now = clock.instant();
    Instant validFrom = user.sessionsValidFrom();
    store.insert(
        new Session(
            key.sessionId(),
            user.id(),
            key.generation(),
            // An instance whose clock is ahead of this one's may have begun or changed the account.
            now.isBefore(validFrom) ? validFrom : now,
            now,
            now.plus(settings.refreshLifetime()),
            false),
        origins.current());
    return pair(user, key);
  }

  /** A new pair with the person's rights as they are now; empty if the token is worth nothing. */
  Optional<TokenPair> refresh(String token) {
    Optional<TokenPair> pair = keyOf(token).flatMap(this::exchange);
    count(pair.isPresent() ? "refreshed" : "refused");
    return pair;
  }

  void end(@Nullable String token) {
    keyOf(token)
        .flatMap(key -> store.byId(key.sessionId()))
        .ifPresent(
            session -> {
              store.end(session.id());
              users.byId(session.user()).ifPresent(u -> audit.succeeded(Act.SESSION_ENDED, u));
            });
  }

  List<OwnSession> of(User user) {
    return store.ofUser(user.id(), user.sessionsValidFrom(), clock.instant());
  }

  /**
   * Ends a session and with it the access tokens of all: which of them came from it, nobody can
   * tell. The other sessions get new ones when they ask.
   */
  boolean revokeOwn(User user, String sessionId) {
    if (!store.endOwn(user.id(), sessionId)) return false;
    change(user.id(), account -> account.withTokensRevoked(clock.instant()));
    audit.succeeded(Act.SESSION_ENDED, user, "from another session");
    return true;
  }

  /** Ends all sessions of a person; access tokens too, in all services. */
  void endAll(User user) {
    change(user.id(), account -> account.loggedOutEverywhere(clock.instant()));
    store.endAll(user.id());
    audit.succeeded(Act.SESSIONS_ENDED, user);
  }

  private void change(UserId id, UnaryOperator<User> how) {
    boolean told = false;
    while (!told) {
      Optional<User> before = users.byId(id);
      if (before.isEmpty()) return;
      User after = how.apply(before.get());
      told = users.save(before.get(), after, events.updated(after));
    }
  }

  /** For an account that is gone, or whose sessions are over by its own state. */
  public void forget(UserId id) {
    store.endAll(id);
  }

  @Scheduled(fixedDelayString = "${flowmeter.tokens.sweep-interval:10m}")
  void sweep() {
    try {
      long removed = store.removeExpired(clock.instant());
      if (removed > 0) log.info("removed {} expired sessions", removed);
    } catch (MongoException e) {
      log.warn("expired sessions stay until the next time: {}", e.toString());
    }
  }

  private Optional<TokenPair> exchange(SessionKey key) {
    Instant now = clock.instant();
    Optional<Session> rotated = rotate(key, now);
    Optional<Session> session = rotated.isPresent() ? rotated : store.byId(key.sessionId());
    if (session.isEmpty()) return Optional.empty();
    if (rotated.isEmpty() && !mayJoin(session.get(), key, now)) return Optional.empty();
    return users
        .byId(session.get().user())
        .filter(User::mayEnter)
        .filter(user -> !session.get().startedAt().isBefore(user.sessionsValidFrom()))
        .map(user -> pair(user, key.withGeneration(session.get().generation())));
  }

  /** The usual case in one round trip: the newest token, shown in time. */
  private Optional<Session> rotate(SessionKey key, Instant now) {
    Instant expiresAt = now.plus(settings.refreshLifetime());
    return store.rotate(key.sessionId(), key.generation(), now, expiresAt);
  }

  private boolean mayJoin(Session session, SessionKey key, Instant now) {
    return switch (session.judge(key.generation(), now, settings.refreshGrace())) {
      case Session.Verdict.JoinNewest _ -> true;
      case Session.Verdict.Stolen _ -> {
        store.revoke(session.id());
        count("reused");
        log.warn("userId={} an old refresh token was used again; session revoked", session.user());
        audit.refused(Act.TOKEN_REUSED, users.byId(session.user()), "all tokens of it are revoked");
        yield false;
      }
      case Session.Verdict.Rotate _, Session.Verdict.Over _ -> false;
    };
  }

  private TokenPair pair(User user, SessionKey key) {
    return new TokenPair(
        accessTokens.issueTo(user),
        refreshTokens.issue(user.asCaller(), key.tokenId(), settings.refreshLifetime()));
  }

  private Optional<SessionKey> keyOf(@Nullable String token) {
    return refreshTokens.check(token) instanceof TokenCheck.Valid valid
        ? SessionKey.parse(valid.caller().tokenId())
        : Optional.empty();
  }

  private void count(String outcome) {
    meters.counter("flowmeter.auth.refreshes", "outcome", outcome).increment();
  }
}
