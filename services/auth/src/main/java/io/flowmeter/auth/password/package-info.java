/** Passwords: their rules, and the only place where they are hashed. */
@NullMarked
package io.flowmeter.auth.password;

import org.jspecify.annotations.NullMarked;
