package io.flowmeter.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PortsTest {
  /** More than a block. */
  private static final int MANY = 150;

  @Test
  void two_jvms_side_by_side_never_get_the_same_port() throws Exception {
    Set<Integer> ours = new HashSet<>(take());
    Process other =
        new ProcessBuilder(
                Java.command(
                    List.of("-XX:TieredStopAtLevel=1"),
                    List.of("-cp", System.getProperty("java.class.path"), Taker.class.getName())))
            .start();
    try {
      List<Integer> theirs = new ArrayList<>();
      for (int i = 0; i < MANY; i++) {
        theirs.add(Integer.parseInt(line(other)));
      }
      ours.addAll(take());

      assertThat(theirs).doesNotHaveDuplicates().doesNotContainAnyElementsOf(ours);
      assertThat(ours).hasSize(2 * MANY);
    } finally {
      other.destroyForcibly();
    }
  }

  @Test
  void a_port_that_is_given_up_in_a_moment_is_not_taken() throws Exception {
    int port = Ports.free();
    ServerSocket copy = new ServerSocket(port, 1, InetAddress.getLoopbackAddress());
    Thread starting =
        Thread.startVirtualThread(
            () -> {
              try (copy) {
                Thread.sleep(300);
              } catch (IOException | InterruptedException e) {
                throw new IllegalStateException(e);
              }
            });

    assertThat(Ports.isTaken(port)).isFalse();
    starting.join();
  }

  @Test
  void a_port_on_which_somebody_listens_is_taken() throws Exception {
    int port = Ports.free();
    try (var _ = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      assertThat(Ports.isTaken(port)).isTrue();
    }
  }

  private static List<Integer> take() {
    List<Integer> ports = new ArrayList<>();
    for (int i = 0; i < MANY; i++) {
      ports.add(Ports.free());
    }
    return ports;
  }

  private static String line(Process process) throws Exception {
    StringBuilder line = new StringBuilder();
    for (int c = process.getInputStream().read(); c != '\n' && c >= 0; ) {
      line.append((char) c);
      c = process.getInputStream().read();
    }
    return line.toString().strip();
  }

  /** The other JVM: it lives until it is killed. */
  static final class Taker {
    private Taker() {}

    public static void main(String[] arguments) throws Exception {
      for (int port : take()) {
        System.out.write((port + "\n").getBytes(StandardCharsets.UTF_8));
      }
      System.out.flush();
      Thread.sleep(60_000);
    }
  }
}
