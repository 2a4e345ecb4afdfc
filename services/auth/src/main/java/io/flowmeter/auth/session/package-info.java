/** Login, refresh and logout: one document per session, and what its tokens may still do. */
@NullMarked
package io.flowmeter.auth.session;

import org.jspecify.annotations.NullMarked;
