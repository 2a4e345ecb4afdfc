@NullMarked
package io.flowmeter.accounting.outbox;

import org.jspecify.annotations.NullMarked;
