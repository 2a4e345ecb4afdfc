/** What a completion costs. */
@NullMarked
package io.flowmeter.accounting.rate;

import org.jspecify.annotations.NullMarked;
