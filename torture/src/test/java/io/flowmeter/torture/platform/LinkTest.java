package io.flowmeter.torture.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LinkTest {
  private static final int PATIENCE_MILLIS = 20_000;

  private final Random random = new Random(1);
  private ServerSocket echo;
  private int port;
  private Link link;

  @BeforeEach
  void open() throws IOException {
    echo = new ServerSocket(0, 0, InetAddress.getLoopbackAddress());
    Thread.startVirtualThread(this::serve);
    try (var free = new ServerSocket(0, 0, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    link = new Link(port, (InetSocketAddress) echo.getLocalSocketAddress());
  }

  @AfterEach
  void close() throws IOException {
    link.close();
    echo.close();
  }

  @Test
  void without_connections_there_is_none_to_reset() {
    assertThat(link.drop(random)).isFalse();
  }

  @Test
  void a_connection_that_is_reset_ends_and_the_next_one_is_well() throws IOException {
    try (Socket first = connect()) {
      assertThat(answer(first)).isEqualTo('x');

      assertThat(link.drop(random)).isTrue();

      assertThatThrownBy(() -> answer(first)).isInstanceOf(IOException.class);
    }
    try (Socket next = connect()) {
      assertThat(answer(next)).isEqualTo('x');
    }
  }

  private Socket connect() throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(PATIENCE_MILLIS);
    return socket;
  }

  private static int answer(Socket socket) throws IOException {
    socket.getOutputStream().write('x');
    int answer = socket.getInputStream().read();
    if (answer < 0) throw new IOException("ended");
    return answer;
  }

  private void serve() {
    while (!echo.isClosed()) {
      try {
        Socket socket = echo.accept();
        Thread.startVirtualThread(
            () -> {
              try (socket) {
                socket.getInputStream().transferTo(socket.getOutputStream());
              } catch (IOException e) {
                // It was reset.
              }
            });
      } catch (IOException closed) {
        return;
      }
    }
  }
}
