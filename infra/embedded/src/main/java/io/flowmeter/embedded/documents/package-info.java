/** What the store that speaks MongoDB's protocol needs beside the library: indexes and BSON. */
@NullMarked
package io.flowmeter.embedded.documents;

import org.jspecify.annotations.NullMarked;
