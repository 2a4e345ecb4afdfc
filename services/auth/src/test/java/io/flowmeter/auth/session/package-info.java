@NullMarked
package io.flowmeter.auth.session;

import org.jspecify.annotations.NullMarked;
