/** Short random torture of the whole platform. */
@NullMarked
package io.flowmeter.system.torture;

import org.jspecify.annotations.NullMarked;
