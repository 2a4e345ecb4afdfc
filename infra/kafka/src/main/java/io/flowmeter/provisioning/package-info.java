/** Creates the topics and registers the schemas that the services take for granted. */
@NullMarked
package io.flowmeter.provisioning;

import org.jspecify.annotations.NullMarked;
