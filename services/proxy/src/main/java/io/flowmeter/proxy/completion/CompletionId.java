package io.flowmeter.proxy.completion;

import java.nio.charset.StandardCharsets;
import java.util.UUID;

/** One answer to one question; also the key under which its credits are held. */
public record CompletionId(UUID value) {

  /** The same key of the same person names the same completion, on every instance. */
  public static CompletionId ofIdempotencyKey(String userId, String key) {
    return new CompletionId(derived("completion", userId, key));
  }

  /**
   * An id of something that belongs to this completion. It begins as the completion's does, with
   * the time: what is stored together lies together in the store's indexes.
   */
  public UUID derive(String purpose) {
    UUID name = derived(purpose, value.toString(), "");
    return new UUID(value.getMostSignificantBits(), name.getLeastSignificantBits());
  }

  private static UUID derived(String purpose, String first, String second) {
    String name = purpose + '\n' + first + '\n' + second;
    return UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public String toString() {
    return value.toString();
  }
}
