package io.flowmeter.proxy.upstream;

/** Hears an answer while it arrives, on the thread that asked. */
public interface Listener {
  /** An event that a person may see; never {@code end}, which is the call's return. */
  void event(UpstreamEvent event);

  /** The usage so far; a later one replaces it. */
  void usage(TokenUsage usage);
}
