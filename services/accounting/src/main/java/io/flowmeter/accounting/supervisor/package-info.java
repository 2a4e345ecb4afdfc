/** Within which limits supervisors give credits, and to whom. */
@NullMarked
package io.flowmeter.accounting.supervisor;

import org.jspecify.annotations.NullMarked;
