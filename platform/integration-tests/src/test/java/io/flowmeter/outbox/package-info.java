@NullMarked
package io.flowmeter.outbox;

import org.jspecify.annotations.NullMarked;
