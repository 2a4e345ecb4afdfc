/** The record of each completion, from before Flowise is asked until its usage is published. */
@NullMarked
package io.flowmeter.proxy.journal;

import org.jspecify.annotations.NullMarked;
