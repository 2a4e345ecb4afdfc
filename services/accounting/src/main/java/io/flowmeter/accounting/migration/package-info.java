/** Credits and usage of the predecessor. */
@NullMarked
package io.flowmeter.accounting.migration;

import org.jspecify.annotations.NullMarked;
