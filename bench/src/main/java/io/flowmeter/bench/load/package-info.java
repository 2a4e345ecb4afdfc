/** Sends requests at a rate, or as fast as they are answered, and measures without omissions. */
@NullMarked
package io.flowmeter.bench.load;

import org.jspecify.annotations.NullMarked;
