package io.flowmeter.bench.load;

/** What a load consists of. Two threads may ask at a time. */
public interface Traffic {

  /** Asked when a connection is free, at most once per connection at a time. */
  Call next();
}
