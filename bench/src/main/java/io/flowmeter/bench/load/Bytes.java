package io.flowmeter.bench.load;

import java.nio.charset.StandardCharsets;

/** Looks into answers without making texts of them. */
public final class Bytes {
  private Bytes() {}

  public static byte[] of(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /**
   * Where {@code wanted} begins in the first {@code length} bytes, at {@code from} or later; -1.
   */
  public static int find(byte[] bytes, int from, int length, byte[] wanted) {
    for (int at = Math.max(0, from); at + wanted.length <= length; at++) {
      int matched = 0;
      while (matched < wanted.length && bytes[at + matched] == wanted[matched]) matched++;
      if (matched == wanted.length) return at;
    }
    return -1;
  }
}
