@NullMarked
package io.flowmeter.proxy.http;

import org.jspecify.annotations.NullMarked;
