/** The edge that the three services share: strict JSON, error bodies, limits, health. */
@NullMarked
package io.flowmeter.web;

import org.jspecify.annotations.NullMarked;
