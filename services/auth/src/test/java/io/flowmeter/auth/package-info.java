@NullMarked
package io.flowmeter.auth;

import org.jspecify.annotations.NullMarked;
