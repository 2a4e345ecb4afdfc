/** Reading request bodies, one rule per field. */
@NullMarked
package io.flowmeter.accounting.input;

import org.jspecify.annotations.NullMarked;
