/** What a person sees of their own account. */
@NullMarked
package io.flowmeter.auth.profile;

import org.jspecify.annotations.NullMarked;
