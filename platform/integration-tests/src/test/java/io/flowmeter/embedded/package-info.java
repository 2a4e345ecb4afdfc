@NullMarked
package io.flowmeter.embedded;

import org.jspecify.annotations.NullMarked;
