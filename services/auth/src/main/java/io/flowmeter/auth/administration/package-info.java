/** What an administrator does with other people's accounts. */
@NullMarked
package io.flowmeter.auth.administration;

import org.jspecify.annotations.NullMarked;
