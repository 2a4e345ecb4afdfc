/** The accounting service: credits, holds and usage over a double-entry ledger. */
@NullMarked
package io.flowmeter.accounting;

import org.jspecify.annotations.NullMarked;
