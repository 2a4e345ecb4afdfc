package io.flowmeter.torture.platform;

import java.io.IOException;

/** No answer came: nobody knows whether it was done. */
public final class Lost extends RuntimeException {
  private static final long serialVersionUID = 1L;

  Lost(IOException cause) {
    super(cause.toString(), cause);
  }
}
