/** A person asks, Flowise answers: the routes, the run of one completion, and its stream. */
@NullMarked
package io.flowmeter.proxy.chat;

import org.jspecify.annotations.NullMarked;
