package io.flowmeter.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LedgerTest {
  private static final Path DATA = Path.of("/d");
  private static final Map<String, String> TOKEN = Map.of("--token", "t");

  private final ByteArrayOutputStream seen = new ByteArrayOutputStream();
  private HttpServer accounting;

  @BeforeEach
  void start() throws Exception {
    accounting = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    accounting.start();
  }

  @AfterEach
  void stop() {
    accounting.stop(0);
  }

  @Test
  void a_rebuild_that_finds_differences_prints_them_and_fails() throws Exception {
    answer(
        "/api/admin/ledger/rebuild",
        202,
        """
        {"state":"FINISHED","apply":false,"eventsRead":7,"differing":1,"finishedAt":"2026-01-01T00:00:00Z",
         "differences":[{"userId":"u1","live":1,"rebuilt":2,"missing":3,"unknown":4}]}
        """);

    assertThat(run(List.of("rebuild"))).isEqualTo(Main.FAILED);
    assertThat(said())
        .contains("u1: live 1, by the topics 2; 3 facts missing, 4 unknown")
        .contains("--apply mends them");
  }

  @Test
  void a_right_ledger_is_said_check_by_check() throws Exception {
    answer(
        "/api/admin/ledger/verify",
        200,
        """
        {"check":"every booking sums to zero","ok":true,"problems":[]}
        {"verified":true,"facts":5,"people":2}
        """);

    assertThat(run(List.of("verify"))).isEqualTo(Main.OK);
    assertThat(said()).contains("every booking sums to zero").contains("the ledger is right");
  }

  @Test
  void a_statement_is_printed_as_the_service_writes_it() throws Exception {
    answer("/api/admin/ledger/statement/u1", 200, "Balance: 5 credits\n");

    assertThat(run(List.of("statement", "u1"))).isEqualTo(Main.OK);
    assertThat(said()).contains("Balance: 5 credits");
  }

  @Test
  void something_else_is_refused() {
    assertThatThrownBy(() -> Ledger.words(List.of("burn"))).hasMessageContaining("rebuild, verify");
    assertThatThrownBy(() -> Ledger.words(List.of("statement"))).hasMessageContaining("USER");
  }

  private int run(List<String> words) throws Exception {
    String url = "http://localhost:" + accounting.getAddress().getPort();
    Terminal terminal = new Terminal(new PrintStream(seen, true, StandardCharsets.UTF_8));
    return new Ledger(url, url, Map.of(), terminal).run(new Command.Ledger(DATA, words, TOKEN));
  }

  private String said() {
    return seen.toString(StandardCharsets.UTF_8);
  }

  private void answer(String path, int status, String body) {
    accounting.createContext(
        path,
        exchange -> {
          byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(status, bytes.length);
          exchange.getResponseBody().write(bytes);
          exchange.close();
        });
  }
}
