/** The platform under test, as its users, its upstream and its databases see it. */
@NullMarked
package io.flowmeter.torture.platform;

import org.jspecify.annotations.NullMarked;
