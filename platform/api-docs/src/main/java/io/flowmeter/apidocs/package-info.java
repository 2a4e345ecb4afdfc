/** OpenAPI documents that are generated from the controllers and compared with those in docs. */
@NullMarked
package io.flowmeter.apidocs;

import org.jspecify.annotations.NullMarked;
