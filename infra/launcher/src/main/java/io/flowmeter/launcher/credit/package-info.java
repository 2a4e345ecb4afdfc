/** Credits, through accounting's REST API. */
@NullMarked
package io.flowmeter.launcher.credit;

import org.jspecify.annotations.NullMarked;
