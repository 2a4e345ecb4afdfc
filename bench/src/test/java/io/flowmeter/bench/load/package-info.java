@NullMarked
package io.flowmeter.bench.load;

import org.jspecify.annotations.NullMarked;
