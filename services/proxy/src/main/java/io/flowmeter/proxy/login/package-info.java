/** Login, refresh and logout of old clients, passed on to auth. */
@NullMarked
package io.flowmeter.proxy.login;

import org.jspecify.annotations.NullMarked;
