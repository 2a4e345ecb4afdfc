@NullMarked
package io.flowmeter.auth.registration;

import org.jspecify.annotations.NullMarked;
