/** Rebuilds the ledger from the topics, and compares it with what is stored. */
@NullMarked
package io.flowmeter.accounting.replay;

import org.jspecify.annotations.NullMarked;
