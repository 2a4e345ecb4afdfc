@NullMarked
package io.flowmeter.launcher.client;

import org.jspecify.annotations.NullMarked;
