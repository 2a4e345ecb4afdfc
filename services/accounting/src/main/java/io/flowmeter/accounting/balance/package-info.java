/** Reading what somebody has left. */
@NullMarked
package io.flowmeter.accounting.balance;

import org.jspecify.annotations.NullMarked;
