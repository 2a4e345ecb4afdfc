@NullMarked
package io.flowmeter.demo;

import org.jspecify.annotations.NullMarked;
