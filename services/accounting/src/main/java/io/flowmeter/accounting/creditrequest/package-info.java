/** Credits that another service asks for by an event; each becomes one allocation. */
@NullMarked
package io.flowmeter.accounting.creditrequest;

import org.jspecify.annotations.NullMarked;
