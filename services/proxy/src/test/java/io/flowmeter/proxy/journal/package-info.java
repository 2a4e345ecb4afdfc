@NullMarked
package io.flowmeter.proxy.journal;

import org.jspecify.annotations.NullMarked;
