/** Booking usage, and folding it again. */
@NullMarked
package io.flowmeter.bench.ledger;

import org.jspecify.annotations.NullMarked;
