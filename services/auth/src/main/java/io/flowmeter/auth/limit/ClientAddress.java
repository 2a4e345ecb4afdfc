package io.flowmeter.auth.limit;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;

/** Finds who really calls, behind proxies that are trusted to say so. */
final class ClientAddress {
  private final List<Network> trusted;

  ClientAddress(List<String> trustedProxies) {
    this.trusted = trustedProxies.stream().map(Network::of).toList();
  }

  /**
   * The last address that no trusted proxy vouches for: whoever calls may write whatever they like
   * before it.
   *
   * @param remote of the connection
   * @param forwardedFor the header's addresses in order
   */
  String find(String remote, List<String> forwardedFor) {
    Optional<InetAddress> current = Network.address(remote);
    for (int i = forwardedFor.size() - 1;
        i >= 0 && current.filter(this::isTrusted).isPresent();
        i--) {
      Optional<InetAddress> before = Network.address(forwardedFor.get(i));
      if (before.isEmpty()) break;
      current = before;
    }
    return current.map(InetAddress::getHostAddress).orElse(remote);
  }

  private boolean isTrusted(InetAddress address) {
    return Network.anyContains(trusted, address);
  }
}
