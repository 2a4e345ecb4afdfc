package io.flowmeter.bench.profile;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.ref.Reference;
import org.junit.jupiter.api.Test;

class JcmdTest {
  private static final int BYTES = 16 * 1024 * 1024;

  @Test
  void what_is_in_use_is_counted_and_what_is_not_is_left_out() {
    long pid = ProcessHandle.current().pid();
    long before = Jcmd.liveBytes(pid);
    byte[] held = new byte[BYTES];
    long with = Jcmd.liveBytes(pid);
    Reference.reachabilityFence(held);
    assertThat(with - before).isBetween(BYTES * 9L / 10, BYTES * 11L / 10);

    assertThat(new byte[BYTES]).hasSize(BYTES);
    held = new byte[0];
    assertThat(held).isEmpty();
    assertThat(Jcmd.liveBytes(pid) - before).isLessThan(BYTES / 10);
  }
}
