/** How the proxy calls other servers: pooled connections that are never used past their time. */
@NullMarked
package io.flowmeter.proxy.http;

import org.jspecify.annotations.NullMarked;
