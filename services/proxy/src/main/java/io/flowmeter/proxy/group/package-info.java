@NullMarked
package io.flowmeter.proxy.group;

import org.jspecify.annotations.NullMarked;
