package io.flowmeter.auth.limit;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/** An address, or all that share its first bits. */
final class Network {
  private static final int SITE_BITS_V6 = 64;

  private final byte[] prefix;
  private final int bits;

  private Network(byte[] prefix, int bits) {
    this.prefix = prefix;
    this.bits = bits;
  }

  /**
   * @param text {@code 10.0.0.7}, {@code 10.0.0.0/8}, {@code fd00::/8}; never a host name
   * @throws IllegalArgumentException if it is none of these
   */
  static Network of(String text) {
    int slash = text.indexOf('/');
    byte[] address =
        InetAddress.ofLiteral(slash < 0 ? text : text.substring(0, slash)).getAddress();
    int all = address.length * Byte.SIZE;
    int bits = slash < 0 ? all : Integer.parseInt(text.substring(slash + 1));
    if (bits < 0 || bits > all) throw new IllegalArgumentException("no such prefix: " + text);
    return new Network(address, bits);
  }

  static Optional<InetAddress> address(String text) {
    try {
      return Optional.of(InetAddress.ofLiteral(text.strip()));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  boolean contains(InetAddress address) {
    byte[] other = address.getAddress();
    return other.length == prefix.length
        && Arrays.equals(masked(other, bits), masked(prefix, bits));
  }

  /** Who is counted as one: an IPv4 address, or the /64 that one site of IPv6 chooses from. */
  static String countedAs(String client) {
    return address(client)
        .map(InetAddress::getAddress)
        .filter(bytes -> bytes.length > 4)
        .map(bytes -> HexFormat.of().formatHex(masked(bytes, SITE_BITS_V6)))
        .orElse(client);
  }

  static boolean anyContains(List<Network> networks, InetAddress address) {
    return networks.stream().anyMatch(network -> network.contains(address));
  }

  private static byte[] masked(byte[] address, int bits) {
    byte[] masked = address.clone();
    for (int i = 0; i < masked.length; i++) {
      int kept = Math.clamp(bits - (long) i * Byte.SIZE, 0, Byte.SIZE);
      masked[i] &= (byte) (0xFF << (Byte.SIZE - kept));
    }
    return masked;
  }
}
