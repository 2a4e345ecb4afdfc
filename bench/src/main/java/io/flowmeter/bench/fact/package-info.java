/** Facts in quantities: produced, read back, and the people that they are about. */
@NullMarked
package io.flowmeter.bench.fact;

import org.jspecify.annotations.NullMarked;
