@NullMarked
package io.flowmeter.accounting;

import org.jspecify.annotations.NullMarked;
