/** Events that commit with their cause and are published after it. */
@NullMarked
package io.flowmeter.accounting.outbox;

import org.jspecify.annotations.NullMarked;
