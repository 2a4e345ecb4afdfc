@NullMarked
package io.flowmeter.accounting.hold;

import org.jspecify.annotations.NullMarked;
