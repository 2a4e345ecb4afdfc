@NullMarked
package io.flowmeter.proxy.credit;

import org.jspecify.annotations.NullMarked;
