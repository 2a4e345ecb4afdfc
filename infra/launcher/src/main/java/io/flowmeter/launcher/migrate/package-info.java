/** Moves what the predecessor has into a platform. */
@NullMarked
package io.flowmeter.launcher.migrate;

import org.jspecify.annotations.NullMarked;
