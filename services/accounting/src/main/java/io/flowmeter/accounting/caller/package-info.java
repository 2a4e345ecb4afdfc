/** Who calls: a person by an access token, or a service by a service token. */
@NullMarked
package io.flowmeter.accounting.caller;

import org.jspecify.annotations.NullMarked;
