@NullMarked
package io.flowmeter.system.platform;

import org.jspecify.annotations.NullMarked;
