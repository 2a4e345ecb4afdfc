/** How commands reach the services of a platform, on this machine or elsewhere. */
@NullMarked
package io.flowmeter.launcher.client;

import org.jspecify.annotations.NullMarked;
