@NullMarked
package io.flowmeter.eventing.revocation;

import org.jspecify.annotations.NullMarked;
