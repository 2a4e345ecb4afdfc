/** The flows that Flowise offers, and whom they were given to. */
@NullMarked
package io.flowmeter.proxy.chatflow;

import org.jspecify.annotations.NullMarked;
