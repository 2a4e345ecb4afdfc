package io.flowmeter.demo.http;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A small HTTP/1.1 server that writes exactly the bytes that it is told to: the JDK's own rewrites
 * header names and chunk sizes, and cannot cut a connection off in the middle.
 */
public final class HttpServer implements Closeable {
  /** As Node: a connection that is idle for longer is closed, whoever is just about to use it. */
  private static final int KEEP_ALIVE_MILLIS = 5_000;

  private static final int BACKLOG_CONNECTIONS = 512;

  /** Answers one request, with whatever bytes, before it returns. */
  @FunctionalInterface
  public interface Handler {
    void answer(Request request, Connection connection) throws IOException, InterruptedException;
  }

  private final ServerSocket listener = new ServerSocket();
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final Handler handler;

  public HttpServer(String host, int port, Handler handler) throws IOException {
    this.handler = handler;
    listener.setReuseAddress(true);
    listener.bind(new InetSocketAddress(host, port), BACKLOG_CONNECTIONS);
    Thread.ofPlatform().name("demo-flowise").start(this::accept);
  }

  public int port() {
    return listener.getLocalPort();
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket socket = listener.accept();
        open.add(socket);
        Thread.ofVirtual().start(() -> serve(socket));
      } catch (IOException e) {
        if (!listener.isClosed()) {
          throw new UncheckedIOException(e);
        }
      }
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      socket.setTcpNoDelay(true);
      socket.setSoTimeout(KEEP_ALIVE_MILLIS);
      Connection connection = new Connection(socket);
      InputStream in = new BufferedInputStream(socket.getInputStream());
      while (!connection.isClosed() && serveOne(in, connection)) {}
    } catch (IOException clientGone) {
      // A client may leave at any moment, and a connection may idle out.
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    } finally {
      open.remove(socket);
    }
  }

  private boolean serveOne(InputStream in, Connection connection)
      throws IOException, InterruptedException {
    Optional<Request> request;
    try {
      request = Requests.read(in, connection);
    } catch (Requests.BodyTooLarge e) {
      Response.json(
              413,
              "{\"statusCode\":413,\"success\":false,\"message\":\"request entity too large\",\"stack\":{}}")
          .withoutVary()
          .sendTo(connection);
      return false;
    }
    if (request.isEmpty()) {
      return false;
    }
    handler.answer(request.get(), connection);
    return !"close".equalsIgnoreCase(request.get().header("connection"));
  }

  @Override
  public void close() {
    try {
      listener.close();
      for (Socket socket : open) {
        socket.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
