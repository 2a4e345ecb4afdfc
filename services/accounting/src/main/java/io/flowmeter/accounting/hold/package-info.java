/** The credit check: credits reserved for a completion until its usage is known. */
@NullMarked
package io.flowmeter.accounting.hold;

import org.jspecify.annotations.NullMarked;
