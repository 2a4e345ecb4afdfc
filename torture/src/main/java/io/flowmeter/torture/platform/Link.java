package io.flowmeter.torture.platform;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/**
 * The way to one server, which passes every byte on as long as it is well. It can be cut, as by
 * somebody who stumbles over the cable, slow, or silent, as a network is that drops everything.
 */
public final class Link implements AutoCloseable {

  /** How it is at the moment. */
  public enum State {
    WELL,
    SLOW,
    SILENT,
    CUT
  }

  private static final int BUFFER_BYTES = 32 * 1024;
  private static final int SLOW_MILLIS = 150;
  private static final int POLL_MILLIS = 10;

  private final InetSocketAddress target;
  private final ServerSocket server;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private volatile State state = State.WELL;

  Link(int port, InetSocketAddress target) throws IOException {
    this.target = target;
    this.server = new ServerSocket();
    server.setReuseAddress(true);
    server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    Thread.startVirtualThread(this::accept);
  }

  public void become(State next) {
    state = next;
    if (next == State.CUT) open.forEach(Link::close);
  }

  /** Resets one of its connections; false if there are none. */
  public boolean drop(RandomGenerator random) {
    List<Socket> sockets = List.copyOf(open);
    if (sockets.isEmpty()) return false;
    Socket chosen = sockets.get(random.nextInt(sockets.size()));
    try {
      // What was sent and not yet read is gone, as when a machine forgets its connections.
      chosen.setSoLinger(true, 0);
    } catch (SocketException e) {
      // It has just ended by itself.
    }
    close(chosen);
    return true;
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket client = server.accept();
        Thread.startVirtualThread(() -> connect(client));
      } catch (IOException closed) {
        return;
      }
    }
  }

  private void connect(Socket client) {
    Socket onward = new Socket();
    try {
      open.add(client);
      open.add(onward);
      if (state == State.CUT) throw new IOException("cut");
      onward.connect(target);
      client.setTcpNoDelay(true);
      onward.setTcpNoDelay(true);
      Thread back = Thread.startVirtualThread(() -> pass(onward, client));
      pass(client, onward);
      back.join();
    } catch (IOException notThere) {
      // As a server that is away would have it.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      close(client);
      close(onward);
      open.remove(client);
      open.remove(onward);
    }
  }

  /** Each end that closes closes the other. */
  private void pass(Socket from, Socket to) {
    byte[] buffer = new byte[BUFFER_BYTES];
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        if (state == State.SLOW) TimeUnit.MILLISECONDS.sleep(SLOW_MILLIS);
        while (state == State.SILENT) TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
        out.write(buffer, 0, n);
      }
    } catch (IOException ended) {
      // The other direction ends below.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      close(from);
      close(to);
    }
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      // Then it is closed already.
    }
  }

  @Override
  public void close() {
    become(State.CUT);
    try {
      server.close();
    } catch (IOException e) {
      // Nobody waits for it.
    }
  }
}
