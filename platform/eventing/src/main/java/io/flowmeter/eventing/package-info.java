/** Topics, event envelope, Avro on the wire, publishing, and consuming with dead letters. */
@NullMarked
package io.flowmeter.eventing;

import org.jspecify.annotations.NullMarked;
