package io.flowmeter.proxy.file;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which addresses Flowise may be asked to fetch: those of named hosts that are not inside our own
 * network. Where a named host redirects to is that host's affair.
 */
final class UrlRule {
  private static final int MAX_CHARACTERS = 2_000;

  private final Set<String> hosts;
  private final Resolver resolver;

  interface Resolver {
    InetAddress[] resolve(String host) throws UnknownHostException;
  }

  UrlRule(Set<String> hosts, Resolver resolver) {
    this.hosts =
        hosts.stream().map(host -> host.toLowerCase(Locale.ROOT)).collect(Collectors.toSet());
    this.resolver = resolver;
  }

  boolean permits(String address) {
    if (hosts.isEmpty() || address.length() > MAX_CHARACTERS) return false;
    try {
      URI url = URI.create(address);
      boolean web = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
      String host = url.getHost();
      if (!web || host == null || url.getRawUserInfo() != null || url.getPort() != -1) return false;
      return hosts.contains(host.toLowerCase(Locale.ROOT)) && isPublic(host);
    } catch (IllegalArgumentException noUrl) {
      return false;
    }
  }

  private boolean isPublic(String host) {
    try {
      for (InetAddress each : resolver.resolve(host)) if (isPrivate(each)) return false;
      return true;
    } catch (UnknownHostException nowhere) {
      return false;
    }
  }

  static boolean isPrivate(InetAddress address) {
    if (address.isAnyLocalAddress()
        || address.isLoopbackAddress()
        || address.isLinkLocalAddress()
        || address.isSiteLocalAddress()
        || address.isMulticastAddress()) {
      return true;
    }
    byte[] bytes = address.getAddress();
    int first = bytes[0] & 0xff;
    int second = bytes[1] & 0xff;
    return switch (address) {
      // This network, carriers' NAT, benchmarks, reserved.
      case Inet4Address _ ->
          first == 0
              || (first == 100 && (second & 0xc0) == 64)
              || (first == 198 && (second & 0xfe) == 18)
              || first >= 240;
      // Only global unicast, without the ranges that carry an IPv4 address within.
      case Inet6Address _ -> (first & 0xe0) != 0x20 || (first == 0x20 && second == 0x02);
      default -> true;
    };
  }
}
