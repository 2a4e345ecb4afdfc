/** What happened to somebody's credits, line by line. */
@NullMarked
package io.flowmeter.accounting.statement;

import org.jspecify.annotations.NullMarked;
