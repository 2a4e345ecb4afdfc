@NullMarked
package io.flowmeter.launcher;

import org.jspecify.annotations.NullMarked;
