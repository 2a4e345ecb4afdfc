package io.flowmeter.embedded;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;

/** TCP ports of this machine. */
public final class Ports {

  private static final int CONNECT_TIMEOUT_MILLIS = 500;

  private static final int LOWEST = 12_000;
  private static final int RANGE = 20_000;

  /** Begins anywhere, so that JVMs side by side seldom meet. */
  private static final AtomicInteger NEXT =
      new AtomicInteger(ThreadLocalRandom.current().nextInt(RANGE));

  private Ports() {}

  /**
   * A port that nothing uses now, never the same twice. From below the range that systems give to
   * outgoing connections, of which any may take a number between this answer and its use.
   */
  public static int free() {
    for (int tries = 0; tries < RANGE; tries++) {
      int port = LOWEST + Math.floorMod(NEXT.getAndIncrement(), RANGE);
      if (!isTaken(port)) {
        return port;
      }
    }
    throw new IllegalStateException("no free port");
  }

  /**
   * Whether something listens there. Binding alone does not tell: BSD lets two sockets share a port
   * as long as their addresses differ.
   */
  public static boolean isTaken(int port) {
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
