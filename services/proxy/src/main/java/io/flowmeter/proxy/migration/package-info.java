/** Chats of the predecessor: sessions, messages and files. */
@NullMarked
package io.flowmeter.proxy.migration;

import org.jspecify.annotations.NullMarked;
