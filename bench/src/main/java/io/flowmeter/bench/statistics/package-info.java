/** Sums over many usages. */
@NullMarked
package io.flowmeter.bench.statistics;

import org.jspecify.annotations.NullMarked;
