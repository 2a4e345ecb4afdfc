package io.flowmeter.proxy.chat;

import com.mongodb.MongoException;
import io.flowmeter.proxy.completion.Authorised;
import io.flowmeter.proxy.completion.Meter;
import io.flowmeter.proxy.completion.Settlement;
import io.flowmeter.proxy.completion.Transcript;
import io.flowmeter.proxy.journal.Journal;
import io.flowmeter.proxy.upstream.Ask;
import io.flowmeter.proxy.upstream.Ending;
import io.flowmeter.proxy.upstream.Flowise;
import io.flowmeter.proxy.upstream.Listener;
import io.flowmeter.proxy.upstream.TokenUsage;
import io.flowmeter.proxy.upstream.UpstreamEvent;
import io.flowmeter.proxy.upstream.Watch;
import io.flowmeter.tracing.Span;
import io.flowmeter.tracing.Tracing;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * One completion, from the call of Flowise to its settlement. It belongs to nobody's connection:
 * when the client goes, it goes on.
 */
final class Run implements Listener {
  private static final Logger log = LoggerFactory.getLogger(Run.class);
  private static final Duration STORE_RETRY_PAUSE = Duration.ofMillis(500);

  /** What a run needs of the service. */
  record Parts(
      Flowise flowise,
      Journal journal,
      Settlement.Rules rules,
      Clock clock,
      ChatSettings settings,
      ChatMetrics metrics,
      Tracing tracing) {}

  private final Parts parts;
  private final Authorised completion;
  private final Ask ask;
  private final Transcript transcript = new Transcript();
  private final Meter meter;
  private final Watch watch;
  private final EventPipe pipe;
  private final CompletableFuture<Result> result = new CompletableFuture<>();
  private final CompletableFuture<@Nullable Void> ended = new CompletableFuture<>();
  private volatile @Nullable Instant firstToken;
  private volatile boolean delivered;
  private boolean deliveryNoted;
  private boolean enough;

  /** What came of it. */
  record Result(Settlement settlement, Ending ending, String answer) {}

  Run(Parts parts, Authorised completion, Ask ask) {
    this.parts = parts;
    this.completion = completion;
    this.ask = ask;
    this.meter = new Meter(completion.price(), completion.question(), parts.rules().tokenCount());
    this.watch = parts.flowise().watch();
    this.pipe =
        new EventPipe(
            parts.settings().streamQueueSize(),
            parts.settings().clientStall(),
            () -> watch.stopAfter(parts.settings().afterDisconnect()));
  }

  Authorised completion() {
    return completion;
  }

  EventPipe pipe() {
    return pipe;
  }

  CompletableFuture<Result> result() {
    return result;
  }

  /** Completes when nothing more is to be done for it. */
  CompletableFuture<@Nullable Void> ended() {
    return ended;
  }

  /**
   * Blocks until the completion is settled, or is left to recovery.
   *
   * @param leaveSession called before the client hears of the end, since it may ask on at once
   */
  void execute(Runnable leaveSession) {
    try {
      Ending heard = heard();
      Ending ending = enough ? new Ending.Enough() : heard;
      tellOf(ending);
      finish(ending, leaveSession);
    } catch (RuntimeException bug) {
      log.error("completionId={} is left to recovery", completion.id(), bug);
      result.completeExceptionally(bug);
      pipe.put(EventPipe.END);
    } finally {
      ended.complete(null);
    }
  }

  private Ending heard() {
    try (Span span =
        parts.tracing().start(Tracing.Kind.CLIENT, "ask Flowise", MDC.get("traceparent"))) {
      span.set("flowmeter.chatflow_id", completion.chatflow().value());
      span.set("flowmeter.completion_id", completion.id().toString());
      Ending ending = parts.flowise().ask(ask, watch, this);
      if (ending instanceof Ending.Failed failed) span.failed(failed.cause().name());
      return ending;
    }
  }

  @Override
  public void event(UpstreamEvent event) {
    if (enough) return;
    boolean words = event.is("token") && !event.text().isEmpty();
    if (words && meter.isUsedUp()) {
      enough = true;
      watch.stopAfter(Duration.ZERO);
      return;
    }
    UpstreamEvent shown = withOwnSession(event);
    if (words && firstToken == null) {
      firstToken = parts.clock().instant();
      parts.metrics().firstToken(sinceStart());
    }
    transcript.add(shown);
    if (words) meter.add(event.text(), transcript::answer);
    pipe.put(shown);
  }

  @Override
  public void usage(TokenUsage usage) {
    if (enough) return;
    transcript.usage(usage);
    meter.reported(usage);
  }

  /** The client has the first token. */
  void deliveredFirstToken() {
    delivered = true;
  }

  /** Whether a crash now would have recovery think that the client has nothing. */
  boolean isDeliveryUnnoted() {
    return delivered && !deliveryNoted;
  }

  void deliveryNoted() {
    deliveryNoted = true;
  }

  void saveProgress() {
    parts.journal().progress(completion.id(), transcript);
  }

  /** Flowise knows the session by another id, which would mislead the client. */
  private UpstreamEvent withOwnSession(UpstreamEvent event) {
    return event.is("token")
        ? event
        : event.replacing(ask.sessionId().toString(), completion.sessionId().toString());
  }

  private void tellOf(Ending ending) {
    switch (ending) {
      case Ending.Failed failed -> tellOfFailure(failed);
      case Ending.Enough _ -> tellOfLimit();
      case Ending.Complete _, Ending.Stopped _ -> {}
    }
  }

  private void tellOfLimit() {
    UpstreamEvent metadata = CreditLimitText.metadata(completion.sessionId());
    transcript.notice(CreditLimitText.NOTICE);
    transcript.add(metadata);
    pipe.put(UpstreamEvent.of("token", CreditLimitText.NOTICE));
    pipe.put(metadata);
  }

  private void tellOfFailure(Ending.Failed failed) {
    log.warn(
        "completionId={} chatflowId={} upstream failed: {} {}",
        completion.id(),
        completion.chatflow(),
        failed.cause(),
        failed.detail());
    if (failed.cause() != Ending.Cause.REPORTED) {
      JsonNode text = JsonNodeFactory.instance.stringNode(FailureText.error(failed));
      pipe.put(StampedEvent.of("error", text, parts.clock().instant()));
    }
    String notice = FailureText.notice(failed, !transcript.answer().isEmpty());
    transcript.notice(notice);
    pipe.put(UpstreamEvent.of("token", notice));
  }

  private void finish(Ending ending, Runnable leaveSession) {
    var settlement =
        Settlement.of(
            completion, ending, transcript, delivered, parts.clock().instant(), parts.rules());
    var found = new Result(settlement, ending, transcript.answer());
    boolean stored = store(settlement);
    leaveSession.run();
    // The client is not made to wait for a store that is away.
    parts.metrics().ended(settlement.outcome());
    result.complete(found);
    pipe.put(EventPipe.END);
    long deadline = System.nanoTime() + parts.settings().storeRetryTime().toNanos();
    while (!stored && System.nanoTime() - deadline < 0 && pause()) stored = store(settlement);
    if (!stored) log.error("completionId={} is left to recovery: not stored", completion.id());
  }

  private boolean store(Settlement settlement) {
    try {
      parts.journal().settle(settlement, transcript, sinceStart());
      return true;
    } catch (MongoException away) {
      log.warn("completionId={} is not stored yet: {}", completion.id(), away.toString());
      return false;
    }
  }

  private Duration sinceStart() {
    Instant first = firstToken;
    return first == null ? Duration.ofMillis(-1) : Duration.between(completion.startedAt(), first);
  }

  private static boolean pause() {
    try {
      TimeUnit.NANOSECONDS.sleep(STORE_RETRY_PAUSE.toNanos());
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
