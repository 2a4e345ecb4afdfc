@NullMarked
package io.flowmeter.demo.http;

import org.jspecify.annotations.NullMarked;
