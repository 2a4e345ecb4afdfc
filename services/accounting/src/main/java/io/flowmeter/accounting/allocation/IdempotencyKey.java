package io.flowmeter.accounting.allocation;

import io.flowmeter.identity.UserId;
import io.flowmeter.web.ApiException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.jspecify.annotations.Nullable;

/** A client's name for its request, and what the request was, so that a repetition is known. */
@SuppressWarnings("ArrayRecordComponent") // compared with Arrays.equals where it is compared
record IdempotencyKey(String key, byte[] requestHash) {
  private static final int MAX_CHARS = 255;

  static @Nullable IdempotencyKey of(
      @Nullable String header, UserId target, AllocationRequest request) {
    if (header == null) return null;
    if (header.isBlank() || header.length() > MAX_CHARS) {
      throw new ApiException(400, "Idempotency-Key must have 1 to " + MAX_CHARS + " characters");
    }
    String content =
        String.join(
            "\n",
            target.value(),
            Long.toString(request.credits().amount()),
            String.valueOf(request.lifetime()),
            request.notes());
    return new IdempotencyKey(header, sha256(content));
  }

  private static byte[] sha256(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("SHA-256 is part of every Java platform", e);
    }
  }
}
