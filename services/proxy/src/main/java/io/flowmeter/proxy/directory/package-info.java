/** People, as auth's facts tell of them. */
@NullMarked
package io.flowmeter.proxy.directory;

import org.jspecify.annotations.NullMarked;
