@NullMarked
package io.flowmeter.proxy;

import org.jspecify.annotations.NullMarked;
