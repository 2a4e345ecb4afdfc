package io.flowmeter.proxy;

import io.flowmeter.demo.DemoFlowise;
import io.flowmeter.embedded.TestInfrastructure;
import io.flowmeter.eventing.EventPublisher;
import io.flowmeter.eventing.OutgoingEvent;
import io.flowmeter.identity.AccessTokens;
import io.flowmeter.identity.Caller;
import io.flowmeter.identity.Role;
import io.flowmeter.identity.ServiceTokens;
import io.flowmeter.identity.TokenKeys;
import io.flowmeter.identity.UserId;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.apache.avro.specific.SpecificRecord;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * The whole proxy with a real broker, registry and store, the demo Flowise and a fake accounting;
 * started once for all tests, with limits short enough to be waited for.
 */
public final class TestProxy {
  private static final TokenKeys KEYS =
      TokenKeys.of("JWT_ACCESS_SECRET", "0123456789abcdef-of-the-tests-of-proxy", List.of(), false);
  private static final AccessTokens TOKENS = new AccessTokens(KEYS, Clock.systemUTC());

  public static final DemoFlowise FLOWISE = DemoFlowise.start(0);
  public static final FakeAccounting ACCOUNTING =
      new FakeAccounting(new ServiceTokens(KEYS, Clock.systemUTC()));
  public static final FakeAuth AUTH = new FakeAuth();
  public static final ConfigurableApplicationContext CONTEXT = start();
  public static final UsageLog USAGE = UsageLog.start(CONTEXT);

  private TestProxy() {}

  private static ConfigurableApplicationContext start() {
    return new SpringApplication(ProxyApplication.class)
        .run(arguments("--server.port=0").toArray(String[]::new));
  }

  /** Of an instance; an argument in {@code more} replaces the one of the same name. */
  public static List<String> arguments(String... more) {
    var all =
        new ArrayList<>(
            List.of(
                "--management.server.port=",
                "--spring.mongodb.uri=" + TestInfrastructure.mongo().uri("flowise_proxy"),
                "--flowmeter.identity.access-secret=0123456789abcdef-of-the-tests-of-proxy",
                "--flowmeter.auth.url=" + AUTH.url() + "/api",
                "--flowmeter.accounting.url=" + ACCOUNTING.url() + "/api/",
                "--flowmeter.accounting.retry-pause=20ms",
                // More than a test lets fail: the circuit has tests of its own.
                "--flowmeter.accounting.circuit-calls=1000",
                "--flowmeter.flowise.url=" + FLOWISE.baseUrl() + "/api/v1",
                "--flowmeter.flowise.api-key=" + FLOWISE.apiKey(),
                "--flowmeter.flowise.first-byte-timeout=3s",
                "--flowmeter.flowise.idle-timeout=4s",
                "--flowmeter.flowise.total-timeout=8s",
                "--flowmeter.flowise.unknown-flow-cache-time=100ms",
                "--flowmeter.kafka.bootstrap-servers="
                    + TestInfrastructure.kafka().bootstrapServers(),
                "--flowmeter.kafka.registry-url=" + TestInfrastructure.registry().url(),
                "--flowmeter.proxy.heartbeat=200ms",
                "--flowmeter.proxy.lease=4s",
                "--flowmeter.proxy.progress-interval=500ms",
                "--flowmeter.proxy.recovery-interval=300ms",
                "--flowmeter.proxy.session-wait=3s",
                "--flowmeter.proxy.after-disconnect=5s",
                "--flowmeter.proxy.shutdown-wait=1s",
                "--spring.lifecycle.timeout-per-shutdown-phase=1s"));
    for (String argument : more) {
      String name = argument.substring(0, argument.indexOf('=') + 1);
      all.removeIf(other -> other.startsWith(name));
      all.add(argument);
    }
    return all;
  }

  /** Somebody who never was here before. */
  public static Person person() {
    return person(Role.ENDUSER);
  }

  public static Person admin() {
    return person(Role.ADMIN);
  }

  public static Person person(Role role) {
    String id = UUID.randomUUID().toString().replace("-", "").substring(0, 24);
    var caller =
        new Caller(
            new UserId(id),
            "name-" + id.substring(0, 8),
            id + "@example.com",
            role,
            "",
            Clock.systemUTC().instant());
    return new Person(caller, TOKENS.issue(caller, Duration.ofMinutes(5)));
  }

  public static String expiredToken(Caller caller) {
    var longAgo = Clock.offset(Clock.systemUTC(), Duration.ofHours(-1));
    return new AccessTokens(KEYS, longAgo).issue(caller, Duration.ofMinutes(5));
  }

  public static String url(String path) {
    return "http://127.0.0.1:"
        + CONTEXT.getEnvironment().getRequiredProperty("local.server.port")
        + path;
  }

  public static void publish(SpecificRecord event) {
    CONTEXT.getBean(EventPublisher.class).publishAll(List.of(new OutgoingEvent(event, null)));
  }

  public static void reset() {
    FLOWISE.reset();
    ACCOUNTING.reset();
  }

  public record Person(Caller caller, String token) {
    public String userId() {
      return caller.userId().value();
    }
  }
}
