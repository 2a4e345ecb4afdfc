/** An example of a sink into SQL; depends on nothing of Flowmeter's. */
@NullMarked
package io.flowmeter.examples.sink;

import org.jspecify.annotations.NullMarked;
