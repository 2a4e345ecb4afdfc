/** From committed to visible on the topic. */
@NullMarked
package io.flowmeter.bench.outbox;

import org.jspecify.annotations.NullMarked;
