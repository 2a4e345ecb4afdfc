/** The proxy between people and Flowise: checked, streamed, stored, metered. */
@NullMarked
package io.flowmeter.proxy;

import org.jspecify.annotations.NullMarked;
