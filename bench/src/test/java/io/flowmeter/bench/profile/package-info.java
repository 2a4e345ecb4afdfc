@NullMarked
package io.flowmeter.bench.profile;

import org.jspecify.annotations.NullMarked;
