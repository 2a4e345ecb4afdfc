@NullMarked
package io.flowmeter.provisioning;

import org.jspecify.annotations.NullMarked;
