/**
 * Which tokens do not count any more: every instance of a service reads auth's facts for itself.
 */
@NullMarked
package io.flowmeter.eventing.revocation;

import org.jspecify.annotations.NullMarked;
