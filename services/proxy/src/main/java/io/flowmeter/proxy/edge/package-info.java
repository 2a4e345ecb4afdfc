/** What every answer carries, whatever it answers. */
@NullMarked
package io.flowmeter.proxy.edge;

import org.jspecify.annotations.NullMarked;
