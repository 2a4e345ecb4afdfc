/** Files that people send along with a question: checked, kept, shown again and deleted. */
@NullMarked
package io.flowmeter.proxy.file;

import org.jspecify.annotations.NullMarked;
