/** The hold that stands before each completion, and the balance that people are shown. */
@NullMarked
package io.flowmeter.proxy.credit;

import org.jspecify.annotations.NullMarked;
