@NullMarked
package io.flowmeter.launcher.doctor;

import org.jspecify.annotations.NullMarked;
