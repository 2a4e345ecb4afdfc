@NullMarked
package io.flowmeter.proxy.edge;

import org.jspecify.annotations.NullMarked;
