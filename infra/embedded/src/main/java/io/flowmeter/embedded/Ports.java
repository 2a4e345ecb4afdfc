package io.flowmeter.embedded;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/** TCP ports of this machine. */
public final class Ports {

  private static final int CONNECT_TIMEOUT_MILLIS = 500;
  private static final int TRIES = 4;
  private static final int PAUSE_MILLIS = 250;

  private static final int LOWEST = 14_000;
  private static final int BLOCKS = 170;
  private static final int BLOCK_PORTS = 100;

  /** Listen on the first port of each block of this JVM, so that no other JVM takes from it. */
  private static final List<ServerSocket> CLAIMS = new ArrayList<>();

  private static int next;
  private static int end;

  private Ports() {}

  /**
   * A port that nothing uses now, never the same twice and never one that another JVM was given.
   * From below the range that systems give to outgoing connections, of which any may take a number
   * between this answer and its use.
   */
  public static synchronized int free() {
    while (true) {
      if (next == end) claimBlock();
      int port = next++;
      if (!isTakenNow(port)) return port;
    }
  }

  private static void claimBlock() {
    int first = ThreadLocalRandom.current().nextInt(BLOCKS);
    for (int i = 0; i < BLOCKS; i++) {
      int port = LOWEST + (first + i) % BLOCKS * BLOCK_PORTS;
      Optional<ServerSocket> claim = listen(port);
      if (claim.isPresent()) {
        CLAIMS.add(claim.get());
        next = port + 1;
        end = port + BLOCK_PORTS;
        return;
      }
    }
    throw new IllegalStateException("no free port");
  }

  private static Optional<ServerSocket> listen(int port) {
    try {
      return Optional.of(new ServerSocket(port, 1, InetAddress.getLoopbackAddress()));
    } catch (IOException taken) {
      return Optional.empty();
    }
  }

  /**
   * Whether something listens there, and goes on to. A process that is being started holds copies
   * of its parent's sockets for a moment, those of this question among them.
   */
  public static boolean isTaken(int port) {
    for (int tried = 1; isTakenNow(port); tried++) {
      if (tried == TRIES) return true;
      try {
        Thread.sleep(PAUSE_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return true;
      }
    }
    return false;
  }

  /**
   * Binding alone does not tell: BSD lets two sockets share a port as long as their addresses
   * differ.
   */
  private static boolean isTakenNow(int port) {
    return accepts(port)
        || !canBind(new InetSocketAddress(port))
        || !canBind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
  }

  public static boolean accepts(int port) {
    try (Socket socket = new Socket()) {
      socket.connect(
          new InetSocketAddress(InetAddress.getLoopbackAddress(), port), CONNECT_TIMEOUT_MILLIS);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private static boolean canBind(InetSocketAddress address) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.bind(address, 1);
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
