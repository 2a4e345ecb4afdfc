@NullMarked
package io.flowmeter.demo.script;

import org.jspecify.annotations.NullMarked;
