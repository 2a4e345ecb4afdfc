package io.flowmeter.embedded;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import tools.jackson.databind.json.JsonMapper;

/** The caught mails for people ({@code GET /}) and for scripts ({@code GET /api/messages}). */
final class MailPage implements AutoCloseable {

  private static final int MAILS_SHOWN = 100;

  private final HttpServer server;
  private final ExecutorService workers;

  private MailPage(HttpServer server, ExecutorService workers) {
    this.server = server;
    this.workers = workers;
  }

  static MailPage serve(MailStore store, int port) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    ExecutorService workers = Executors.newVirtualThreadPerTaskExecutor();
    server.setExecutor(workers);
    JsonMapper json = JsonMapper.shared();
    server.createContext(
        "/api/messages",
        exchange ->
            answer(
                exchange,
                200,
                "application/json",
                json.writeValueAsString(store.list(MAILS_SHOWN))));
    server.createContext(
        "/",
        exchange -> {
          if (!exchange.getRequestURI().getPath().equals("/")) {
            answer(exchange, 404, "text/plain", "not found\n");
            return;
          }
          answer(exchange, 200, "text/html", html(store.list(MAILS_SHOWN)));
        });
    server.start();
    return new MailPage(server, workers);
  }

  @Override
  public void close() {
    server.stop(0);
    workers.shutdownNow();
  }

  private static void answer(HttpExchange exchange, int status, String type, String body)
      throws IOException {
    try (exchange) {
      byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", type + "; charset=utf-8");
      // Mails are foreign text: nothing in them may run or load.
      exchange
          .getResponseHeaders()
          .set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'");
      exchange.sendResponseHeaders(status, bytes.length);
      exchange.getResponseBody().write(bytes);
    }
  }

  static String html(List<ReceivedMail> mails) {
    String list =
        mails.isEmpty()
            ? "<p>No mail yet.</p>"
            : mails.stream().map(MailPage::html).collect(Collectors.joining());
    return """
    <!doctype html>
    <html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
    <meta http-equiv="refresh" content="5"><title>Flowmeter mail</title>
    <style>
      body { font: 16px/1.5 system-ui, sans-serif; max-width: 50rem; margin: 2rem auto; padding: 0 1rem }
      article { border: 1px solid #bbb; border-radius: 6px; padding: .5rem 1rem; margin: 1rem 0 }
      h2 { font-size: 1.1rem; margin: .25rem 0 } .meta { color: #555; margin: 0 }
      pre { white-space: pre-wrap; overflow-wrap: anywhere; font-size: .95rem }
    </style></head>
    <body><h1>Mail</h1>
    <p>Every mail that the services send ends here, newest first. Scripts: <code>GET /api/messages</code>.</p>
    %s</body></html>
    """
        .formatted(list);
  }

  private static String html(ReceivedMail mail) {
    return """
    <article><h2>%s</h2><p class="meta">to %s, from %s, %s</p><pre>%s</pre></article>
    """
        .formatted(
            escaped(mail.subject()),
            escaped(String.join(", ", mail.to())),
            escaped(mail.from()),
            mail.receivedAt(),
            escaped(mail.text()));
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("'", "&#39;");
  }
}
