/** Who calls, and which flows they may use. */
@NullMarked
package io.flowmeter.proxy.access;

import org.jspecify.annotations.NullMarked;
