@NullMarked
package io.flowmeter.proxy.status;

import org.jspecify.annotations.NullMarked;
