package io.flowmeter.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LoadTest {
  private static final int WORK_MILLIS = 10;

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private HttpServer server;
  private volatile int status = 200;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext(
        "/",
        exchange -> {
          try (exchange) {
            exchange.getRequestBody().readAllBytes();
            LockSupport.parkNanos(Duration.ofMillis(WORK_MILLIS).toNanos());
            exchange.sendResponseHeaders(status, 2);
            exchange.getResponseBody().write(new byte[] {'o', 'k'});
          }
        });
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
    threads.shutdownNow();
  }

  @Test
  void waiting_for_a_busy_server_is_part_of_the_latency() {
    Measured measured =
        Load.open(server.getAddress(), 1, this::call, 200, Load.Window.ofSeconds(0, 0.4));

    // Twice what one connection can do: the last of about 80 waits for half of the others.
    assertThat(measured.bad()).isZero();
    assertThat(measured.millis(99)).isGreaterThan(150);
    assertThat(measured.millis(0)).isGreaterThan(WORK_MILLIS - 1);
  }

  @Test
  void a_closed_load_finds_out_how_much_is_possible() {
    Measured measured =
        Load.closed(server.getAddress(), 4, this::call, Load.Window.ofSeconds(0, 1));

    assertThat(measured.bad()).isZero();
    assertThat(measured.perSecond()).isPositive().isLessThanOrEqualTo(4 * 1000.0 / WORK_MILLIS);
  }

  @Test
  void answers_that_are_not_as_they_should_be_are_told_apart() {
    status = 503;

    Measured measured =
        Load.closed(server.getAddress(), 2, this::call, Load.Window.ofSeconds(0, 1));

    assertThat(measured.good()).isZero();
    assertThat(measured.bad()).isPositive();
    assertThat(measured.complaint()).startsWith("503");
  }

  private Call call() {
    URI uri = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    byte[] request = HttpRequest.post(uri, "/", "", "{}");
    return new Call() {
      @Override
      public byte[] request() {
        return request;
      }

      @Override
      public boolean answered(int answered, byte[] body, int length) {
        return answered == 200 && length == 2;
      }
    };
  }
}
