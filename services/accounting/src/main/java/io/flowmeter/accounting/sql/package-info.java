/** Statements over many rows at once. */
@NullMarked
package io.flowmeter.accounting.sql;

import org.jspecify.annotations.NullMarked;
