/** How a person gets an account, and how the first administrator does. */
@NullMarked
package io.flowmeter.auth.registration;

import org.jspecify.annotations.NullMarked;
