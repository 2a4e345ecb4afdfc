/** Credit checks against plain statements on the same server. */
@NullMarked
package io.flowmeter.bench.hold;

import org.jspecify.annotations.NullMarked;
