/** The ledger's shell: loads ledgers under a lock, and writes what posting to them changed. */
@NullMarked
package io.flowmeter.accounting.booking;

import org.jspecify.annotations.NullMarked;
