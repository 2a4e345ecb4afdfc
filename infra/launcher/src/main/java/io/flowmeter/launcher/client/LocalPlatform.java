package io.flowmeter.launcher.client;

import java.nio.file.Path;
import java.util.OptionalInt;

/** What commands know of platforms on this machine. */
@FunctionalInterface
public interface LocalPlatform {

  /** By how much the ports of the one in a directory are shifted; empty if it is not up. */
  OptionalInt portOffset(Path data);
}
