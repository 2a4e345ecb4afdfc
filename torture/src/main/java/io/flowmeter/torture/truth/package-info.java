/** What was asked and what was acknowledged, kept outside the platform. */
@NullMarked
package io.flowmeter.torture.truth;

import org.jspecify.annotations.NullMarked;
