/** What browsers are told about every answer. */
@NullMarked
package io.flowmeter.auth.edge;

import org.jspecify.annotations.NullMarked;
