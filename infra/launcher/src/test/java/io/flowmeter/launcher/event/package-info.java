@NullMarked
package io.flowmeter.launcher.event;

import org.jspecify.annotations.NullMarked;
