/** The health answer of the deployment document. */
@NullMarked
package io.flowmeter.accounting.health;

import org.jspecify.annotations.NullMarked;
