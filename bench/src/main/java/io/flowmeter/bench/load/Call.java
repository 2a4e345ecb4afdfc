package io.flowmeter.bench.load;

/** One request, and what must become of it. */
public interface Call {

  /** Head and body, as they are sent. */
  byte[] request();

  /**
   * After the last byte, on the thread that reads all connections: it must be quick.
   *
   * @param body its first {@code length} bytes, only valid during this call
   * @return whether the answer is what it should be
   */
  boolean answered(int status, byte[] body, int length);

  /** Whether what a person waits for has begun to arrive; asked until it has. */
  default boolean begins(byte[] body, int length) {
    return length > 0;
  }

  /** There was no answer. */
  default void failed() {}
}
