/**
 * An outbox for a store without transactions over several documents: pending events wait in an
 * array of the very document whose change they report, so that one atomic write commits both.
 */
@NullMarked
package io.flowmeter.outbox;

import org.jspecify.annotations.NullMarked;
