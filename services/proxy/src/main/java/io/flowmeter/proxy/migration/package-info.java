/** Chats of the predecessor: sessions, messages and files, and who may use which chatflow. */
@NullMarked
package io.flowmeter.proxy.migration;

import org.jspecify.annotations.NullMarked;
