/** Giving credits. */
@NullMarked
package io.flowmeter.accounting.allocation;

import org.jspecify.annotations.NullMarked;
