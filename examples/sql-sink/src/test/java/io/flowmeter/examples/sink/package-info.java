@NullMarked
package io.flowmeter.examples.sink;

import org.jspecify.annotations.NullMarked;
