/** A person's account: what is known of them, and where it is kept. */
@NullMarked
package io.flowmeter.auth.account;

import org.jspecify.annotations.NullMarked;
