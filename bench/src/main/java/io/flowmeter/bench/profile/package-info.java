/** Where a process spends its processor time. */
@NullMarked
package io.flowmeter.bench.profile;

import org.jspecify.annotations.NullMarked;
