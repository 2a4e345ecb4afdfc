/** The platform that is measured: started, reached and watched from outside. */
@NullMarked
package io.flowmeter.bench.platform;

import org.jspecify.annotations.NullMarked;
