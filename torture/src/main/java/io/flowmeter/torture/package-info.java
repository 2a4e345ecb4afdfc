/**
 * Random traffic and faults on a whole platform, then a comparison with what was seen from outside.
 */
@NullMarked
package io.flowmeter.torture;

import org.jspecify.annotations.NullMarked;
