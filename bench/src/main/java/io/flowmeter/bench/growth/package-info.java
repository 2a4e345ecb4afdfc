/** What an event costs when there is much already. */
@NullMarked
package io.flowmeter.bench.growth;

import org.jspecify.annotations.NullMarked;
