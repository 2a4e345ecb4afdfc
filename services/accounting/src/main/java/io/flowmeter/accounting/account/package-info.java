/** The people whom credits belong to, as auth's events and their own tokens describe them. */
@NullMarked
package io.flowmeter.accounting.account;

import org.jspecify.annotations.NullMarked;
