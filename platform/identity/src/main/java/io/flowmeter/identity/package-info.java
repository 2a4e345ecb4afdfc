/** Tokens of people and of services, made and checked in one place. */
@NullMarked
package io.flowmeter.identity;

import org.jspecify.annotations.NullMarked;
