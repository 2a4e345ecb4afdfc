@NullMarked
package io.flowmeter.auth.limit;

import org.jspecify.annotations.NullMarked;
