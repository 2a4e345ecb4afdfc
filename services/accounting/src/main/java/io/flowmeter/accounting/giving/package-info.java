/** Who gave what to whom. */
@NullMarked
package io.flowmeter.accounting.giving;

import org.jspecify.annotations.NullMarked;
