package io.flowmeter.proxy.chat;

import com.mongodb.MongoBulkWriteException;
import io.flowmeter.eventing.EventIds;
import io.flowmeter.identity.Caller;
import io.flowmeter.proxy.access.ChatflowAccess;
import io.flowmeter.proxy.completion.Authorised;
import io.flowmeter.proxy.completion.CompletionId;
import io.flowmeter.proxy.credit.Hold;
import io.flowmeter.proxy.credit.HoldOutcome;
import io.flowmeter.proxy.credit.Holds;
import io.flowmeter.proxy.file.UploadCheck;
import io.flowmeter.proxy.journal.Recorded;
import io.flowmeter.proxy.session.Entry;
import io.flowmeter.proxy.session.SessionId;
import io.flowmeter.proxy.session.Sessions;
import io.flowmeter.proxy.session.Topic;
import io.flowmeter.proxy.upstream.Ask;
import io.flowmeter.proxy.upstream.Flow;
import io.flowmeter.proxy.upstream.FlowiseServers;
import io.flowmeter.proxy.upstream.Flows;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;

/**
 * Lets a completion begin: each check that may refuse it comes before the hold, and the journal
 * before Flowise.
 */
final class Chats {
  private static final int DUPLICATE_KEY = 11000;
  private static final Duration SESSION_POLL = Duration.ofMillis(50);

  private final ChatflowAccess access;
  private final Flows flows;
  private final FlowiseServers servers;
  private final Sessions sessions;
  private final Holds holds;
  private final Runs runs;
  private final EventIds ids;
  private final Extras extras;
  private final Turns turns;

  Chats(
      ChatflowAccess access,
      Flows flows,
      FlowiseServers servers,
      Sessions sessions,
      Holds holds,
      Runs runs,
      EventIds ids,
      Extras extras,
      Turns turns) {
    this.extras = extras;
    this.turns = turns;
    this.access = access;
    this.flows = flows;
    this.servers = servers;
    this.sessions = sessions;
    this.holds = holds;
    this.runs = runs;
    this.ids = ids;
  }

  /** One wish for a completion, on its way through the checks. */
  private record Wish(
      Caller caller, Question question, CompletionId id, SessionId session, boolean keyed) {}

  /** Where it is asked, and in which way. */
  private record Target(boolean streaming, String server) {}

  Admission admit(Caller caller, Question question, Optional<String> idempotencyKey) {
    if (!turns.take()) return Admission.Refused.TOO_MANY;
    try {
      return check(caller, question, idempotencyKey);
    } finally {
      turns.giveBack();
    }
  }

  private Admission check(Caller caller, Question question, Optional<String> idempotencyKey) {
    if (!access.permits(caller, question.chatflow())) return Admission.Refused.NO_ACCESS;
    return switch (flows.find(question.chatflow())) {
      case Flow.Unknown _ -> Admission.Refused.UNKNOWN_CHATFLOW;
      case Flow.Unreachable _ -> Admission.Refused.UPSTREAM_UNREACHABLE;
      case Flow.Known(boolean streaming) ->
          admit(wish(caller, question, idempotencyKey), streaming);
    };
  }

  private Wish wish(Caller caller, Question question, Optional<String> idempotencyKey) {
    CompletionId id =
        idempotencyKey
            .map(key -> CompletionId.ofIdempotencyKey(caller.userId().value(), key))
            .orElseGet(() -> new CompletionId(ids.next()));
    SessionId session = question.session().orElseGet(() -> new SessionId(id.derive("session")));
    return new Wish(caller, question, id, session, idempotencyKey.isPresent());
  }

  private Admission admit(Wish wish, boolean streaming) {
    Optional<Admission> before = madeBefore(wish);
    if (before.isPresent()) return before.get();
    if (!runs.reserve()) return Admission.Refused.TOO_MANY;
    boolean started = false;
    try {
      Admission admission =
          switch (enter(wish)) {
            case Entry.Foreign _ -> Admission.Refused.FOREIGN_SESSION;
            case Entry.Busy _ -> Admission.Refused.SESSION_BUSY;
            case Entry.Entered(String server) -> begin(wish, new Target(streaming, server));
          };
      started = admission instanceof Admission.Admitted;
      return admission;
    } finally {
      if (!started) runs.giveBack();
    }
  }

  /** The session was entered; it is left here unless a run begins, which then leaves it. */
  private Admission begin(Wish wish, Target target) {
    // Whoever held the session until now may have been the same request.
    Optional<Admission> before = madeBefore(wish);
    if (before.isPresent()) {
      sessions.leave(wish.session(), wish.id().value());
      return before.get();
    }
    Admission admission = null;
    try {
      admission = authorise(wish, target);
      return admission;
    } finally {
      boolean running = admission instanceof Admission.Admitted;
      if (!running) sessions.undo(wish.session(), wish.id().value());
    }
  }

  private Admission authorise(Wish wish, Target target) {
    return switch (holds.place(wish.id(), wish.question().chatflow(), wish.caller())) {
      case HoldOutcome.Insufficient _ -> Admission.Refused.INSUFFICIENT_CREDITS;
      case HoldOutcome.Inactive _ -> Admission.Refused.INACTIVE_ACCOUNT;
      case HoldOutcome.Unavailable _ -> Admission.Refused.ACCOUNTING_UNAVAILABLE;
      case HoldOutcome.Mismatch _ -> Admission.Refused.KEY_REUSED;
      case HoldOutcome.Granted(Hold hold) -> start(wish, hold, target);
    };
  }

  private Admission start(Wish wish, Hold hold, Target target) {
    Question question = wish.question();
    var completion =
        new Authorised(
            wish.id(),
            wish.caller().userId(),
            question.chatflow(),
            wish.session().value(),
            question.text(),
            hold.price(),
            runs.now());
    var ask =
        new Ask(
            question.chatflow(),
            question.text(),
            upstreamSession(wish),
            question.history(),
            target.streaming(),
            extras.permitted(question),
            question.uploads().stream().map(UploadCheck.Verdict.Accepted::upstream).toList(),
            target.server());
    Extras.Kept kept = extras.keep(question, completion);
    try {
      return new Admission.Admitted(
          runs.start(completion, ask, question.hash()), hold, kept.event());
    } catch (MongoBulkWriteException failure) {
      kept.forget();
      if (failure.getWriteErrors().stream().noneMatch(e -> e.getCode() == DUPLICATE_KEY)) {
        throw failure;
      }
      return Admission.Refused.KEY_IN_PROGRESS;
    }
  }

  private Optional<Admission> madeBefore(Wish wish) {
    if (!wish.keyed()) return Optional.empty();
    return runs.find(wish.id()).map(recorded -> repeated(wish, recorded));
  }

  private static Admission repeated(Wish wish, Recorded recorded) {
    if (!recorded.requestHash().equals(wish.question().hash())) {
      return Admission.Refused.KEY_REUSED;
    }
    return recorded.outcome().isPresent()
        ? new Admission.Repeated(recorded)
        : Admission.Refused.KEY_IN_PROGRESS;
  }

  private Entry enter(Wish wish) {
    long deadline = System.nanoTime() + runs.settings().sessionWait().toNanos();
    while (true) {
      Entry entry =
          sessions.enter(
              wish.session(),
              wish.caller().userId(),
              new Sessions.Beginning(
                  wish.question().chatflow().value(),
                  Topic.of(wish.question().subject()),
                  servers.choose(upstreamSession(wish))),
              wish.id().value(),
              runs.now());
      boolean mayWait = entry instanceof Entry.Busy && System.nanoTime() - deadline < 0;
      if (!mayWait || !turns.pause(SESSION_POLL)) return entry;
    }
  }

  /** Flowise's memory is kept per person, whatever id a client may name. */
  private static UUID upstreamSession(Wish wish) {
    String name = wish.caller().userId().value() + '\n' + wish.session();
    return UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8));
  }
}
