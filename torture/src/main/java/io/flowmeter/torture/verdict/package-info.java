/** Whether what the platform kept is what was seen from outside. */
@NullMarked
package io.flowmeter.torture.verdict;

import org.jspecify.annotations.NullMarked;
