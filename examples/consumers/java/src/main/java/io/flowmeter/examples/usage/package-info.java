/** An example of a downstream consumer; depends on nothing of Flowmeter's. */
@NullMarked
package io.flowmeter.examples.usage;

import org.jspecify.annotations.NullMarked;
