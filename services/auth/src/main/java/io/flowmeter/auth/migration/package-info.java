/** People of the predecessor, who keep their ids and passwords. */
@NullMarked
package io.flowmeter.auth.migration;

import org.jspecify.annotations.NullMarked;
