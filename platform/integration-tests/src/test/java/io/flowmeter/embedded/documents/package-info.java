@NullMarked
package io.flowmeter.embedded.documents;

import org.jspecify.annotations.NullMarked;
