@NullMarked
package io.flowmeter.bench;

import org.jspecify.annotations.NullMarked;
