@NullMarked
package io.flowmeter.torture.verdict;

import org.jspecify.annotations.NullMarked;
