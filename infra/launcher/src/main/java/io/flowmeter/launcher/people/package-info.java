/** Accounts, through auth's REST API. */
@NullMarked
package io.flowmeter.launcher.people;

import org.jspecify.annotations.NullMarked;
