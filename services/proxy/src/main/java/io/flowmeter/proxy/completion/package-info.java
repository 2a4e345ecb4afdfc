/** What a completion is, how it ends and what it costs. Pure: no clock, no store, no framework. */
@NullMarked
package io.flowmeter.proxy.completion;

import org.jspecify.annotations.NullMarked;
