/** Rules of what stands between the parts. */
@NullMarked
package io.flowmeter.torture.platform;

import org.jspecify.annotations.NullMarked;
