@NullMarked
package io.flowmeter.proxy.chatflow;

import org.jspecify.annotations.NullMarked;
