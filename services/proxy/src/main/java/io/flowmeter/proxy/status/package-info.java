/** What the service says of itself. */
@NullMarked
package io.flowmeter.proxy.status;

import org.jspecify.annotations.NullMarked;
