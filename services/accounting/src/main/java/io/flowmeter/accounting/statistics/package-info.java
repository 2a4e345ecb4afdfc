/** What was used: sums kept while booking, and records as they are. */
@NullMarked
package io.flowmeter.accounting.statistics;

import org.jspecify.annotations.NullMarked;
