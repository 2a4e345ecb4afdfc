package io.flowmeter.proxy.credit;

import io.flowmeter.identity.Caller;
import io.flowmeter.proxy.completion.CompletionId;
import io.flowmeter.proxy.http.BaseUrl;
import io.flowmeter.proxy.upstream.ChatflowId;
import io.flowmeter.tracing.Span;
import io.flowmeter.tracing.Tracing;
import java.io.IOException;
import java.net.URI;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ConnectionRequestTimeoutException;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.ParseException;
import org.apache.hc.core5.http.io.entity.EntityUtils;
import org.apache.hc.core5.http.io.entity.StringEntity;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * Asks accounting to set credits aside: the only call from service to service that a completion
 * waits for. A try that fails is repeated, because accounting applies a completion's hold once.
 */
public final class Holds {
  private static final Logger log = LoggerFactory.getLogger(Holds.class);
  private static final int MAX_ANSWER_BYTES = 64 * 1024;

  private final CloseableHttpClient http;
  private final URI url;
  private final ServiceIdentity identity;
  private final CreditSettings settings;
  private final Circuit circuit;
  private final HoldMetrics metrics;
  private final Tracing tracing;

  Holds(
      CloseableHttpClient http,
      ServiceIdentity identity,
      CreditSettings settings,
      Circuit circuit,
      HoldMetrics metrics,
      Tracing tracing) {
    this.http = http;
    this.url = BaseUrl.of(settings.url(), "/api").at("/api/credits/holds");
    this.identity = identity;
    this.settings = settings;
    this.circuit = circuit;
    this.metrics = metrics;
    this.tracing = tracing;
  }

  public HoldOutcome place(CompletionId completion, ChatflowId chatflow, Caller caller) {
    long started = System.nanoTime();
    HoldOutcome outcome = tryToPlace(HoldJson.request(completion, chatflow, caller));
    metrics.placed(outcome, System.nanoTime() - started);
    return outcome;
  }

  private HoldOutcome tryToPlace(String body) {
    for (int tried = 1; circuit.permits(); tried++) {
      Optional<HoldOutcome> answer = observed(body);
      if (answer.isPresent()) return answer.get();
      if (tried >= settings.tries() || !pause(tried)) break;
      metrics.triedAgain();
    }
    return new HoldOutcome.Unavailable();
  }

  /** Empty where another try may succeed. */
  private Optional<HoldOutcome> observed(String body) {
    long started = System.nanoTime();
    boolean asked = true;
    boolean answered = false;
    try {
      Optional<HoldOutcome> answer = attempt(body);
      answered = answer.isPresent();
      return answer;
    } catch (ConnectionRequestTimeoutException allInUse) {
      // A crowd here says nothing about accounting: were it counted, a crowd that is told to come
      // back would open the circuit again and again.
      asked = false;
      return Optional.empty();
    } catch (IOException failure) {
      log.warn("accounting does not answer: {}", failure.toString());
      return Optional.empty();
    } finally {
      if (asked) circuit.ended(answered, System.nanoTime() - started);
      else circuit.notAsked();
    }
  }

  private Optional<HoldOutcome> attempt(String body) throws IOException {
    var request = new HttpPost(url);
    request.setHeader("Authorization", "Bearer " + identity.token());
    request.setEntity(new StringEntity(body, ContentType.APPLICATION_JSON));
    try (Span span = tracing.start(Tracing.Kind.CLIENT, "place hold", MDC.get("traceparent"))) {
      String trace = span.traceparent();
      if (trace != null) request.setHeader("traceparent", trace);
      try {
        return http.execute(request, Holds::read);
      } catch (IOException failure) {
        span.failed(failure.toString());
        throw failure;
      }
    }
  }

  private static Optional<HoldOutcome> read(ClassicHttpResponse response)
      throws IOException, ParseException {
    var entity = response.getEntity();
    String body = entity == null ? "" : EntityUtils.toString(entity, MAX_ANSWER_BYTES);
    int status = response.getCode();
    return switch (status) {
      case 200, 201 ->
          Optional.of(
              HoldJson.hold(body)
                  .<HoldOutcome>map(HoldOutcome.Granted::new)
                  .orElseGet(HoldOutcome.Unavailable::new));
      case 402 -> Optional.of(new HoldOutcome.Insufficient());
      case 403 -> Optional.of(new HoldOutcome.Inactive());
      case 422 -> Optional.of(new HoldOutcome.Mismatch());
      case 408, 425, 429, 500, 502, 503, 504 -> Optional.empty();
      default -> {
        log.error("accounting refuses this service's request for a hold: status {}", status);
        yield Optional.of(new HoldOutcome.Unavailable());
      }
    };
  }

  private boolean pause(int tried) {
    double varied =
        settings.retryPause().toNanos()
            * Math.pow(2, tried - 1)
            * ThreadLocalRandom.current().nextDouble(0.5, 1.5);
    try {
      TimeUnit.NANOSECONDS.sleep((long) varied);
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
