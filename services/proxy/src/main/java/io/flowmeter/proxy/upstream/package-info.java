/** Flowise as it really behaves, told in the proxy's words. Knows nothing of people or credits. */
@NullMarked
package io.flowmeter.proxy.upstream;

import org.jspecify.annotations.NullMarked;
