/**
 * Streaming sessions that clients open and close through REST, on the same holds as the credit
 * check. Only a service may settle one below what was held: a person's own word never lowers a
 * charge.
 */
@NullMarked
package io.flowmeter.accounting.session;

import org.jspecify.annotations.NullMarked;
