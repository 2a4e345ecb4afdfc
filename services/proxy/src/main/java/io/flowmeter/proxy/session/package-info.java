/** Chat sessions: whose they are, what was said, and that one answer at a time is made in each. */
@NullMarked
package io.flowmeter.proxy.session;

import org.jspecify.annotations.NullMarked;
