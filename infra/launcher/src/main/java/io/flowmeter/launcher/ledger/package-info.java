/** The ledger, through accounting's REST API. */
@NullMarked
package io.flowmeter.launcher.ledger;

import org.jspecify.annotations.NullMarked;
