/** Events that have their effect once, however often and in whatever company they arrive. */
@NullMarked
package io.flowmeter.accounting.inbox;

import org.jspecify.annotations.NullMarked;
