@NullMarked
package io.flowmeter.auth.account;

import org.jspecify.annotations.NullMarked;
