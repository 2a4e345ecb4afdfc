/**
 * The ledger as a pure function of its facts: no framework, no database, no clock of its own.
 *
 * <p>A person's {@link io.flowmeter.accounting.ledger.Ledger} is the fold of their {@link
 * io.flowmeter.accounting.ledger.Fact}s in the order of their {@link
 * io.flowmeter.accounting.ledger.Position}s; every {@link io.flowmeter.accounting.ledger.Booking}
 * is the difference between two ledgers.
 */
@NullMarked
package io.flowmeter.accounting.ledger;

import org.jspecify.annotations.NullMarked;
