@NullMarked
package io.flowmeter.accounting.ledger;

import org.jspecify.annotations.NullMarked;
