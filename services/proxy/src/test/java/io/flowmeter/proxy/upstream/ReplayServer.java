package io.flowmeter.proxy.upstream;

import io.flowmeter.demo.script.Recording;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** Answers whatever it is asked with the bytes of one recording. */
final class ReplayServer implements AutoCloseable {
  private final ServerSocket socket;
  private volatile Recording current = Recording.named("01-ping");

  ReplayServer() throws IOException {
    this.socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(this::accept);
  }

  String url() {
    return "http://127.0.0.1:" + socket.getLocalPort();
  }

  void answerWith(Recording recording) {
    current = recording;
  }

  private void accept() {
    while (!socket.isClosed()) {
      try {
        Socket connection = socket.accept();
        Thread.ofVirtual().start(() -> serve(connection));
      } catch (IOException closed) {
        return;
      }
    }
  }

  private void serve(Socket connection) {
    try (connection) {
      var in = new BufferedInputStream(connection.getInputStream());
      while (readRequest(in)) {
        Recording recording = current;
        connection
            .getOutputStream()
            .write(recording.response().getBytes(StandardCharsets.ISO_8859_1));
        connection.getOutputStream().flush();
      }
    } catch (IOException gone) {
      // The client has heard enough.
    }
  }

  /** Whether there was one. */
  private static boolean readRequest(InputStream in) throws IOException {
    var head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int next = in.read();
      if (next < 0) return false;
      head.append((char) next);
    }
    for (String line : head.toString().split("\r\n", -1)) {
      if (!line.toLowerCase(Locale.ROOT).startsWith("content-length:")) continue;
      int length = Integer.parseInt(line.substring(line.indexOf(':') + 1).strip());
      byte[] _ = in.readNBytes(length);
    }
    return true;
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
