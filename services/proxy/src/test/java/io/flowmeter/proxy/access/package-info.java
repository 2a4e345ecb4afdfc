@NullMarked
package io.flowmeter.proxy.access;

import org.jspecify.annotations.NullMarked;
