@NullMarked
package io.flowmeter.eventing;

import org.jspecify.annotations.NullMarked;
