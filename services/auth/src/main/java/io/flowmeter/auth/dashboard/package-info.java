/** Routes that only show that somebody may see them. */
@NullMarked
package io.flowmeter.auth.dashboard;

import org.jspecify.annotations.NullMarked;
