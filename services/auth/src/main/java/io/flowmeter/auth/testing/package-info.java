/** Routes for tests of clients, which have no mailbox; absent unless they are switched on. */
@NullMarked
package io.flowmeter.auth.testing;

import org.jspecify.annotations.NullMarked;
