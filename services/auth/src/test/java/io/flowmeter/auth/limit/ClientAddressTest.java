package io.flowmeter.auth.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class ClientAddressTest {
  private final ClientAddress client = new ClientAddress(List.of("10.0.0.0/8", "::1", "fd00::/8"));

  @Test
  void who_is_no_trusted_proxy_is_the_client_whatever_the_header_says() {
    assertThat(client.find("203.0.113.9", List.of("1.2.3.4"))).isEqualTo("203.0.113.9");
  }

  @Test
  void behind_trusted_proxies_the_last_untrusted_address_is_the_client() {
    assertThat(client.find("10.0.0.1", List.of("203.0.113.9"))).isEqualTo("203.0.113.9");
    assertThat(client.find("::1", List.of("203.0.113.9", "10.2.3.4"))).isEqualTo("203.0.113.9");
  }

  @Test
  void what_a_client_wrote_into_the_header_itself_does_not_count() {
    assertThat(client.find("10.0.0.1", List.of("127.0.0.1", "203.0.113.9")))
        .isEqualTo("203.0.113.9");
  }

  @Test
  void where_all_are_trusted_the_first_is_the_client() {
    assertThat(client.find("10.0.0.1", List.of("10.9.9.9", "10.2.3.4"))).isEqualTo("10.9.9.9");
    assertThat(client.find("10.0.0.1", List.of())).isEqualTo("10.0.0.1");
  }

  @Test
  void what_is_no_address_is_never_looked_up() {
    assertThat(client.find("10.0.0.1", List.of("example.com"))).isEqualTo("10.0.0.1");
    assertThatThrownBy(() -> new ClientAddress(List.of("proxy.example.com")))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void one_site_of_ipv6_is_counted_as_one_client() {
    assertThat(Network.countedAs("2001:db8::1"))
        .isEqualTo(Network.countedAs("2001:db8::2:1"))
        .isNotEqualTo(Network.countedAs("2001:db8:0:1::1"));
    assertThat(Network.countedAs("203.0.113.9")).isEqualTo("203.0.113.9");
  }
}
