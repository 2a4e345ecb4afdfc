package io.flowmeter.eventing;

import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.NoArgGenerator;
import java.util.UUID;
import java.util.function.Supplier;

/** New event ids: UUIDv7, so that ids of one process grow with time. */
public final class EventIds implements Supplier<UUID> {
  private final NoArgGenerator generator = Generators.timeBasedEpochGenerator();

  public UUID next() {
    return generator.generate();
  }

  @Override
  public UUID get() {
    return next();
  }
}
