@NullMarked
package io.flowmeter.proxy.chat;

import org.jspecify.annotations.NullMarked;
