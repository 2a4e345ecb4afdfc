@NullMarked
package io.flowmeter.proxy.upstream;

import org.jspecify.annotations.NullMarked;
