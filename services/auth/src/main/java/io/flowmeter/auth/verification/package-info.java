/** Proof that an address belongs to the person who gave it. */
@NullMarked
package io.flowmeter.auth.verification;

import org.jspecify.annotations.NullMarked;
