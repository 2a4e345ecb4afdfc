/**
 * The infrastructure on one machine: a real Kafka broker, Apicurio registry and PostgreSQL, a store
 * that speaks MongoDB's protocol, and a mail catcher. {@code ./flowmeter} runs each as a process of
 * its own; tests take them from {@link io.flowmeter.embedded.TestInfrastructure}.
 */
@NullMarked
package io.flowmeter.embedded;

import org.jspecify.annotations.NullMarked;
