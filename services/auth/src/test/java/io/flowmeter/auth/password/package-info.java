@NullMarked
package io.flowmeter.auth.password;

import org.jspecify.annotations.NullMarked;
