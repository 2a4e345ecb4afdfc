@NullMarked
package io.flowmeter.proxy.completion;

import org.jspecify.annotations.NullMarked;
