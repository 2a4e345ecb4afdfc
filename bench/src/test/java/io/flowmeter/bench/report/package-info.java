@NullMarked
package io.flowmeter.bench.report;

import org.jspecify.annotations.NullMarked;
