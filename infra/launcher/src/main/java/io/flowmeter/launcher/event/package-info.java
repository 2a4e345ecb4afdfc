/** Topics, as any consumer sees them: Kafka, and the registry's Confluent-compatible API. */
@NullMarked
package io.flowmeter.launcher.event;

import org.jspecify.annotations.NullMarked;
