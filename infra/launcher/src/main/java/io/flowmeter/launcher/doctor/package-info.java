/** Finds what is usually wrong with a deployment, and says the cure. */
@NullMarked
package io.flowmeter.launcher.doctor;

import org.jspecify.annotations.NullMarked;
