/**
 * How much one account and one client may try. Kept in this instance's memory, bounded: with
 * several instances each has its own count.
 */
@NullMarked
package io.flowmeter.auth.limit;

import org.jspecify.annotations.NullMarked;
