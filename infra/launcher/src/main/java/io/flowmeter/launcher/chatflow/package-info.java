/** Chatflows and who may use them, through the proxy's REST API. */
@NullMarked
package io.flowmeter.launcher.chatflow;

import org.jspecify.annotations.NullMarked;
