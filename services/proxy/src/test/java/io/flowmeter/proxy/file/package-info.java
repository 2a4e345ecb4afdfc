@NullMarked
package io.flowmeter.proxy.file;

import org.jspecify.annotations.NullMarked;
