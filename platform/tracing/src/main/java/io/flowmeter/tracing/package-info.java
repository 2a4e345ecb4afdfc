/** Spans of one request on its way through services, Flowise and Kafka. */
@NullMarked
package io.flowmeter.tracing;

import org.jspecify.annotations.NullMarked;
