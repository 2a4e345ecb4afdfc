package io.flowmeter.proxy.completion;

import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.Encoding;
import com.knuddels.jtokkit.api.EncodingType;
import java.util.function.ToLongFunction;

/**
 * Counts tokens as one common tokenizer would. Models differ by some ten per cent: an estimate, and
 * flagged as one wherever it is used.
 */
public final class TokenEstimate implements ToLongFunction<String> {

  /** Loaded on first use: its vocabulary takes a second, which no start should wait for. */
  private static final class Loaded {
    private static final Encoding ENCODING =
        Encodings.newLazyEncodingRegistry().getEncoding(EncodingType.CL100K_BASE);
  }

  @Override
  public long applyAsLong(String text) {
    return Loaded.ENCODING.countTokensOrdinary(text);
  }
}
