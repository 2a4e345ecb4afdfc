@NullMarked
package io.flowmeter.auth.mail;

import org.jspecify.annotations.NullMarked;
