/** People who use the platform, at random but from a seed. */
@NullMarked
package io.flowmeter.torture.traffic;

import org.jspecify.annotations.NullMarked;
