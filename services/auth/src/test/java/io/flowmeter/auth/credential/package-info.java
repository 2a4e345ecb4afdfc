@NullMarked
package io.flowmeter.auth.credential;

import org.jspecify.annotations.NullMarked;
