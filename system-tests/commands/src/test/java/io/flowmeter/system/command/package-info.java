@NullMarked
package io.flowmeter.system.command;

import org.jspecify.annotations.NullMarked;
