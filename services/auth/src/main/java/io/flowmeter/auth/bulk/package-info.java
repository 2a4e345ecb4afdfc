/** Many accounts at once: a batch that is answered at once, and an import that runs as a job. */
@NullMarked
package io.flowmeter.auth.bulk;

import org.jspecify.annotations.NullMarked;
