/** {@code ./flowmeter}: the whole platform on one machine, each part a process of its own. */
@NullMarked
package io.flowmeter.launcher;

import org.jspecify.annotations.NullMarked;
