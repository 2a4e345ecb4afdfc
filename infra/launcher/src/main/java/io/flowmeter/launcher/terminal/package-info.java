/** What a person, or a script, sees of a command. */
@NullMarked
package io.flowmeter.launcher.terminal;

import org.jspecify.annotations.NullMarked;
