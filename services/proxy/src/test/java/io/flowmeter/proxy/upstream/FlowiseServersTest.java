package io.flowmeter.proxy.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which of several servers a session is given. */
class FlowiseServersTest {
  private static final List<UUID> SESSIONS =
      Stream.generate(UUID::randomUUID).limit(6_000).toList();

  private final List<FlowiseServer> configured =
      FlowiseServer.parse("http://a:1/api/v1;weight=2, http://b:2/,http://c:3", "key");
  private final FlowiseServers servers = new FlowiseServers(configured);

  @Test
  void sessions_are_shared_out_by_weight() {
    assertThat((double) given("http://a:1")).isCloseTo(3_000, within(200.0));
    assertThat((double) given("http://b:2")).isCloseTo(1_500, within(200.0));
    assertThat((double) given("http://c:3")).isCloseTo(1_500, within(200.0));
  }

  @Test
  void instances_agree_and_what_falls_ill_moves_no_session_of_the_others() {
    var another = new FlowiseServers(configured.reversed());
    for (UUID session : SESSIONS) {
      assertThat(another.choose(session)).isEqualTo(servers.choose(session));
    }
    another.failed(configured.getFirst());

    for (UUID session : SESSIONS) {
      String before = servers.choose(session);
      String after = another.choose(session);
      assertThat(after).isNotEqualTo("http://a:1");
      if (!before.equals("http://a:1")) assertThat(after).isEqualTo(before);
    }
  }

  @Test
  void a_server_that_recovers_is_given_sessions_again() {
    servers.failed(configured.getFirst());
    servers.answered(configured.getFirst());

    assertThat(given("http://a:1")).isPositive();
  }

  @Test
  void with_all_ill_one_is_tried_all_the_same() {
    configured.forEach(servers::failed);

    assertThat(servers.choose(SESSIONS.getFirst())).startsWith("http://");
  }

  @Test
  void a_session_stays_with_its_server_also_while_it_is_ill() {
    servers.failed(configured.get(1));

    assertThat(servers.named("http://b:2", SESSIONS.getFirst())).isEqualTo(configured.get(1));
    assertThat(servers.named("http://gone:9", SESSIONS.getFirst())).isIn(configured);
  }

  @Test
  void each_may_have_its_own_key() {
    var two = FlowiseServer.parse("http://a:1,http://b:2", "one, two");

    assertThat(two).extracting(FlowiseServer::apiKey).containsExactly("one", "two");
    assertThat(two.toString()).doesNotContain("one").doesNotContain("two");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://a;weight=0",
        "http://a;weight=2000",
        "http://a;heavy",
        "http://a,",
        "a:1",
        "http://a,http://a/api/v1"
      })
  void what_cannot_be_meant_stops_the_start(String urls) {
    assertThatIllegalArgumentException().isThrownBy(() -> FlowiseServer.parse(urls, ""));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> FlowiseServer.parse("http://a,http://b", "1,2,3"));
  }

  private long given(String server) {
    return SESSIONS.stream().filter(session -> servers.choose(session).equals(server)).count();
  }
}
