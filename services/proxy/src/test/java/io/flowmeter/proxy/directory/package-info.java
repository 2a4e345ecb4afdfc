@NullMarked
package io.flowmeter.proxy.directory;

import org.jspecify.annotations.NullMarked;
