package io.flowmeter.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.flowmeter.embedded.Ports;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;

class PortOwnerTest {

  @Test
  void the_owner_of_a_taken_port_is_named_with_its_command() throws Exception {
    try (ServerSocket socket = new ServerSocket(0)) {
      assertThat(Ports.isTaken(socket.getLocalPort())).isTrue();

      PortOwner owner = PortOwner.of(socket.getLocalPort()).orElseThrow();

      assertThat(owner.pid()).isEqualTo(ProcessHandle.current().pid());
      assertThat(owner).asString().contains("java");
    }
  }

  @Test
  void a_port_that_only_this_machine_can_reach_is_taken_too() throws Exception {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      assertThat(Ports.isTaken(socket.getLocalPort())).isTrue();
      assertThat(PortOwner.of(socket.getLocalPort())).isPresent();
    }
  }

  @Test
  void a_free_port_has_no_owner() {
    int port = Ports.free();

    assertThat(Ports.isTaken(port)).isFalse();
    assertThat(PortOwner.of(port)).isEmpty();
  }
}
