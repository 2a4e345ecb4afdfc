@NullMarked
package io.flowmeter.accounting.replay;

import org.jspecify.annotations.NullMarked;
