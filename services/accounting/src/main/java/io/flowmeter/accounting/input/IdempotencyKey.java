package io.flowmeter.accounting.input;

import io.flowmeter.web.ApiException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A client's name for its request, and what the request was, so that a repetition is known. */
@SuppressWarnings("ArrayRecordComponent") // compared with Arrays.equals where it is compared
public record IdempotencyKey(String key, byte[] requestHash) {
  private static final int MAX_CHARS = 255;

  /** Null without the header. */
  public static @Nullable IdempotencyKey of(@Nullable String header, @Nullable Object... content) {
    if (header == null) return null;
    if (header.isBlank() || header.length() > MAX_CHARS) {
      throw new ApiException(400, "Idempotency-Key must have 1 to " + MAX_CHARS + " characters");
    }
    String text = Arrays.stream(content).map(String::valueOf).collect(Collectors.joining("\n"));
    return new IdempotencyKey(header, sha256(text));
  }

  /** Refuses a key that came before with another request. */
  public void requireSame(byte @Nullable [] earlierHash) {
    if (Arrays.equals(requestHash, earlierHash)) return;
    throw new ApiException(422, "Idempotency-Key was used before with other content");
  }

  private static byte[] sha256(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("SHA-256 is part of every Java platform", e);
    }
  }
}
