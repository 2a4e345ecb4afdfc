@NullMarked
package io.flowmeter.accounting.account;

import org.jspecify.annotations.NullMarked;
