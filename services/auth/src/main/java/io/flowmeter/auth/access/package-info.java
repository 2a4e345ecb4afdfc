/** Who calls: a token checked against the account as it is now. */
@NullMarked
package io.flowmeter.auth.access;

import org.jspecify.annotations.NullMarked;
