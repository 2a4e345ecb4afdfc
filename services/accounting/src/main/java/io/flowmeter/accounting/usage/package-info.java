/** What completions used, from the proxy's topic. */
@NullMarked
package io.flowmeter.accounting.usage;

import org.jspecify.annotations.NullMarked;
