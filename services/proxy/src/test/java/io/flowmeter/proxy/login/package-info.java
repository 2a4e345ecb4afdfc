@NullMarked
package io.flowmeter.proxy.login;

import org.jspecify.annotations.NullMarked;
