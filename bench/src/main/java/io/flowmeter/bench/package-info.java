/** Measures a running platform, each scenario beside a baseline of the same run. */
@NullMarked
package io.flowmeter.bench;

import org.jspecify.annotations.NullMarked;
