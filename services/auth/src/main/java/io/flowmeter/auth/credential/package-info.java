/** Passwords that change: by their owner, by mail, by an administrator. */
@NullMarked
package io.flowmeter.auth.credential;

import org.jspecify.annotations.NullMarked;
