@NullMarked
package io.flowmeter.proxy.session;

import org.jspecify.annotations.NullMarked;
