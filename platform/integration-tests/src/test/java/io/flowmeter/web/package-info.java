@NullMarked
package io.flowmeter.web;

import org.jspecify.annotations.NullMarked;
