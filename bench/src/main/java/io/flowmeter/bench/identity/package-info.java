/** Refreshes, logins and the verification of tokens. */
@NullMarked
package io.flowmeter.bench.identity;

import org.jspecify.annotations.NullMarked;
