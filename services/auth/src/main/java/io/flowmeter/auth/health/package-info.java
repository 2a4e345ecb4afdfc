/** Whether this service can do its work now. */
@NullMarked
package io.flowmeter.auth.health;

import org.jspecify.annotations.NullMarked;
