/** Who breaks things, at random but from a seed. */
@NullMarked
package io.flowmeter.torture.nemesis;

import org.jspecify.annotations.NullMarked;
