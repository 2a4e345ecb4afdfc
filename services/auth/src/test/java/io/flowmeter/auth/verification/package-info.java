@NullMarked
package io.flowmeter.auth.verification;

import org.jspecify.annotations.NullMarked;
