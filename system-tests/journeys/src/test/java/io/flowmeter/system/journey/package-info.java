@NullMarked
package io.flowmeter.system.journey;

import org.jspecify.annotations.NullMarked;
