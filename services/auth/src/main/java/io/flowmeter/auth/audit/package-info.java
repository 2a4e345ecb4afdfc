/** What happened that matters to security: kept, and published as facts. */
@NullMarked
package io.flowmeter.auth.audit;

import org.jspecify.annotations.NullMarked;
