@NullMarked
package io.flowmeter.demo.prediction;

import org.jspecify.annotations.NullMarked;
