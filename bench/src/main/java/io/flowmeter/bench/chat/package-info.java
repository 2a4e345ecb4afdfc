/** Completions through the proxy against the same ones asked of Flowise directly. */
@NullMarked
package io.flowmeter.bench.chat;

import org.jspecify.annotations.NullMarked;
