package io.flowmeter.web;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;

/**
 * Has a service that refuses to start say why in a line, not in pages of the framework's
 * exceptions: what our own code refuses says by itself what is wrong and what would be right.
 */
final class StartFailure implements FailureAnalyzer {
  private static final String OURS = "io.flowmeter.";

  @Override
  public @Nullable FailureAnalysis analyze(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (isRefusal(cause)) return new FailureAnalysis(cause.getMessage(), null, cause);
    }
    return null;
  }

  private static boolean isRefusal(Throwable cause) {
    boolean refuses =
        cause instanceof IllegalStateException || cause instanceof IllegalArgumentException;
    StackTraceElement[] stack = cause.getStackTrace();
    return refuses && stack.length > 0 && stack[0].getClassName().startsWith(OURS);
  }
}
